//! Work on parts, one after the other, or side by side with the feature `rayon`.

#[cfg(all(feature = "csv", feature = "rayon"))]
use std::sync::mpsc;

/// What the work makes of each part, in the order of the parts: the number of threads does not
/// show.
pub(crate) fn each<P: Send, R: Send>(parts: Vec<P>, work: impl Fn(P) -> R + Sync + Send) -> Vec<R> {
    #[cfg(feature = "rayon")]
    {
        use rayon::iter::{IntoParallelIterator, ParallelIterator};
        parts.into_par_iter().map(work).collect()
    }
    #[cfg(not(feature = "rayon"))]
    parts.into_iter().map(work).collect()
}

/// What the work makes of all parts, merged: each with its neighbour, and what comes of that with
/// its neighbour. So few results wait for others, and what is in them is moved as often as there
/// are levels.
pub(crate) fn merged<P: Send, R: Send>(
    parts: Vec<P>,
    work: impl Fn(P) -> R + Sync + Send,
    merge: impl Fn(R, R) -> R + Sync + Send,
) -> Option<R> {
    #[cfg(feature = "rayon")]
    {
        use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};
        let parts = parts.into_par_iter().with_max_len(1);
        parts.map(work).reduce_with(merge)
    }
    #[cfg(not(feature = "rayon"))]
    {
        let mut waiting: Vec<R> = Vec::new();
        for (number, part) in (1_u64..).zip(parts) {
            let mut result = work(part);
            // As many are complete as the number has zeros at its end.
            for _ in 0..number.trailing_zeros() {
                if let Some(before) = waiting.pop() {
                    result = merge(before, result);
                }
            }
            waiting.push(result);
        }
        let waiting = waiting.into_iter().rev();
        waiting.reduce(|after, before| merge(before, after))
    }
}

/// How many parts can be worked on side by side.
pub(crate) fn threads() -> usize {
    #[cfg(feature = "rayon")]
    {
        rayon::current_num_threads()
    }
    #[cfg(not(feature = "rayon"))]
    1
}

/// Takes one thing after the other from `next`, works on them side by side, and hands them to
/// `done` in the order in which they came: the number of threads does not show.
///
/// `next` and `done` run on the caller's thread. The `slots` are filled again and again.
#[cfg(feature = "csv")]
#[cfg_attr(
    not(feature = "rayon"),
    expect(clippy::ptr_arg, reason = "threads take slots out, and put them back")
)]
pub(crate) fn in_order<T: Send, E>(
    slots: &mut Vec<T>,
    mut next: impl FnMut(&mut T) -> Result<bool, E>,
    work: impl Fn(&mut T) + Sync,
    mut done: impl FnMut(&mut T) -> Result<(), E>,
) -> Result<(), E> {
    #[cfg(feature = "rayon")]
    {
        let count = slots.len();
        let (work, (send, receive)) = (&work, mpsc::channel());
        let mut worked: Vec<Option<T>> = std::iter::repeat_with(|| None).take(count).collect();
        rayon::in_place_scope(|scope| {
            let (mut began, mut ended) = (0, 0);
            // What began before an error comes to its end.
            let mut failed = None;
            loop {
                while failed.is_none()
                    && let Some(mut slot) = slots.pop()
                {
                    let has_next = next(&mut slot).unwrap_or_else(|error| {
                        failed = Some(error);
                        false
                    });
                    if !has_next {
                        slots.push(slot);
                        break;
                    }
                    let place = began % count;
                    began += 1;
                    let back = Back {
                        send: send.clone(),
                        place,
                        slot: None,
                    };
                    scope.spawn(move |_| {
                        work(&mut slot);
                        back.give(slot);
                    });
                }
                if ended == began {
                    return failed.map_or(Ok(()), Err);
                }
                let mut slot = loop {
                    if let Some(slot) = worked.get_mut(ended % count).and_then(Option::take) {
                        break slot;
                    }
                    let Some((place, Some(slot))) = wait(&receive) else {
                        // The work panicked, and so does the scope when all others are done.
                        return Ok(());
                    };
                    if let Some(place) = worked.get_mut(place) {
                        *place = Some(slot);
                    }
                };
                ended += 1;
                done(&mut slot)?;
                slots.push(slot);
            }
        })
    }
    #[cfg(not(feature = "rayon"))]
    {
        while let Some(slot) = slots.first_mut()
            && next(slot)?
        {
            work(slot);
            done(slot)?;
        }
        Ok(())
    }
}

/// Gives a slot back, or nothing if the work panicked: else its place would be waited for, for
/// ever.
#[cfg(all(feature = "csv", feature = "rayon"))]
struct Back<T> {
    send: mpsc::Sender<(usize, Option<T>)>,
    place: usize,
    slot: Option<T>,
}

#[cfg(all(feature = "csv", feature = "rayon"))]
impl<T> Back<T> {
    fn give(mut self, slot: T) {
        self.slot = Some(slot);
    }
}

#[cfg(all(feature = "csv", feature = "rayon"))]
impl<T> Drop for Back<T> {
    fn drop(&mut self) {
        // Nobody waits for it where there was an error.
        drop(self.send.send((self.place, self.slot.take())));
    }
}

/// Waits for another thread. A thread of the pool itself helps meanwhile, since it may be the
/// only one.
#[cfg(all(feature = "csv", feature = "rayon"))]
fn wait<T>(receive: &mpsc::Receiver<T>) -> Option<T> {
    loop {
        match receive.try_recv() {
            Ok(it) => return Some(it),
            Err(mpsc::TryRecvError::Empty)
                if rayon::yield_now() == Some(rayon::Yield::Executed) => {}
            Err(_) => return receive.recv().ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    #[cfg(feature = "csv")]
    #[test]
    #[should_panic(expected = "the fifth")]
    fn who_panics_is_not_waited_for() {
        let mut next = 0;
        let begin = |slot: &mut u32| {
            next += 1;
            *slot = next;
            Ok::<bool, ()>(next < 20)
        };
        let work = |slot: &mut u32| assert!(*slot != 5, "the fifth");
        super::in_order(&mut vec![0; 4], begin, work, |_| Ok(())).unwrap();
    }

    #[test]
    fn neighbours_are_merged_in_order() {
        for count in 0..40 {
            let parts: Vec<u32> = (0..count).collect();
            let merged = super::merged(
                parts.clone(),
                |part| vec![part],
                |mut before, after| {
                    before.extend(after);
                    before
                },
            );
            assert_eq!(merged.unwrap_or_default(), parts);
        }
    }
}
