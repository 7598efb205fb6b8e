//! Segments: every event is in one, and in the right one.

use cesta::log::{EventLogBuilder, Filter, SegmentOf};
use proptest::{prelude::*, sample::select};

use super::{events, log, wrong};

proptest! {
    #[test]
    fn segments_are_what_filters_leave(
        events in events(),
        of in select(vec![SegmentOf::Event, SegmentOf::First, SegmentOf::Last, SegmentOf::Most]),
    ) {
        let log = log(&events);
        let segments = log.by_segment("on", of).unwrap();
        prop_assert_eq!(segments.len(), log.segment("on").unwrap().values().len());
        let mut all = 0;
        for segment in segments {
            let values = vec![segment.value.to_owned()];
            let filter = Filter::Segment { column: "on".into(), values, of };
            all += segment.log.len();
            prop_assert_eq!(segment.log, log.filter(&[filter]).unwrap().log);
        }
        prop_assert_eq!(all, log.len());

        let values = log.customer_segments("on", of).unwrap();
        prop_assert_eq!(values.is_none(), of == SegmentOf::Event);
        for (customer, code) in (0..).zip(values.unwrap_or_default()) {
            let value = log.segment("on").unwrap().values().get(code).unwrap();
            let segment = log.by_segment("on", of).unwrap().find(|it| it.value == value).unwrap();
            let name = log.customers().get(customer).unwrap();
            prop_assert!(segment.log.customers().find(name).is_some());
        }
    }
}

#[test]
fn customers_with_many_values_have_one_that_is_most_frequent() {
    let mut builder = EventLogBuilder::with_segments(["page"]);
    for event in 0..200 {
        let page = if event % 5 == 4 { 77 } else { event };
        builder
            .push_with("ann", "look", None, [page.to_string().as_str()])
            .unwrap();
    }
    let log = builder.build();
    let code = log
        .customer_segments("page", SegmentOf::Most)
        .unwrap()
        .unwrap()[0];
    assert_eq!(log.segment("page").unwrap().values().get(code), Some("77"));
    let error = log.by_segment("place", SegmentOf::Most).err().unwrap();
    assert_eq!(wrong(&error), [("column", "unknownColumn")]);
}
