//! Work on parts, one after the other, or side by side with the feature `rayon`.

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

/// How many parts can be worked on side by side.
pub(crate) fn threads() -> usize {
    #[cfg(feature = "rayon")]
    {
        rayon::current_num_threads()
    }
    #[cfg(not(feature = "rayon"))]
    1
}
