//! Items 1 to 17: the start of the process and the handshake.

use crate::{
    frame::{Item, elsewhere, item},
    support::{assert_clean, host},
};

pub(crate) const ITEMS: &[Item] = &[
    item!(4, right_cookie_gives_exactly_one_handshake_line),
    elsewhere!(
        13,
        the_address_is_a_port_where_there_are_no_unix_sockets,
        "Only Windows has no unix sockets, and the framework is for Unix."
    ),
];

async fn right_cookie_gives_exactly_one_handshake_line() {
    let mut plugin = host().start().await.unwrap();
    assert!(plugin.line.ends_with("\n"), "{}", plugin.line);
    assert_eq!(plugin.fields().len(), 6);
    assert_clean(&plugin.shutdown().await.unwrap());
}
