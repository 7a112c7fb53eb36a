//! The facade without async.

use std::io::Read;

use hyperglyph_client::blocking::Client;
use hyperglyph_client::{Client as Async, args};

use crate::server::{Server, message};

#[test]
fn a_script_walks_a_service_without_async() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let page = "Xu8:resource;D;Du1:f;Xu4:form;Du3:url;u2:/f;u6:values;Lu1:a;;;N;;\
        u1:b;Xu4:link;Du3:url;u2:/b;;N;;u1:n;i7;;;";
    let server = runtime.block_on(Server::start([
        ("/", message(page)),
        ("/f", message("u5:hello;")),
        (
            "/b",
            message("B0:Du12:content-type;u3:a/b;;;c0:7:content;c0;"),
        ),
    ]));
    let client = Client::with(&Async::builder()).unwrap();
    let page = client.get(&server.url("/")).unwrap();
    assert_eq!(page.get("n").unwrap().decode::<u8>().unwrap(), 7);
    let hello: String = page.call("f", args!["x"]).unwrap().decode().unwrap();
    assert_eq!(hello, "hello");
    assert!(page.call("f", args![]).is_err());
    let mut reader = page.get("b").unwrap().read(args![]).unwrap();
    assert_eq!(
        reader.value().as_blob().unwrap().content_type(),
        Some("a/b")
    );
    let mut content = String::new();
    reader.read_to_string(&mut content).unwrap();
    assert_eq!(content, "content");
    // Pages may be called from other threads, at once.
    let calls: Vec<_> = (0..4)
        .map(|_| {
            let page = page.clone();
            std::thread::spawn(move || page.call("f", args!["x"]).unwrap().into_value())
        })
        .collect();
    for call in calls {
        assert_eq!(call.join().unwrap().as_str(), Some("hello"));
    }
}
