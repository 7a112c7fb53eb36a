//! What a response means to a client.
#![cfg(feature = "http")]

use std::error::Error as _;

use hyperglyph::http::{Method, Outcome, Redirect, Request, Response, ResponseError, Trail};
use hyperglyph::{CONTENT_TYPE, DecodeOptions, Value, encode};
use url::Url;

fn url() -> Url {
    "http://h/a/b".parse().expect("a url")
}

/// The outcome of a response, owned.
fn outcome(
    status: u16,
    content_type: Option<&str>,
    body: &str,
) -> Result<Outcome<'static>, ResponseError> {
    let url = url();
    let mut response = Response::new(&url, status);
    response.content_type = content_type;
    response.body = body.as_bytes().to_vec().into();
    own(Outcome::of(response, &DecodeOptions::interop()))
}

fn located(status: u16, location: Option<&str>) -> Result<Outcome<'static>, ResponseError> {
    let url = url();
    let mut response = Response::new(&url, status);
    response.location = location;
    response.body = b"not looked at".into();
    own(Outcome::of(response, &DecodeOptions::interop()))
}

/// No value here is borrowed: only the type has to hear of it.
fn own(outcome: Result<Outcome<'_>, ResponseError>) -> Result<Outcome<'static>, ResponseError> {
    outcome.map(Outcome::into_owned)
}

fn message(outcome: Outcome<'_>) -> String {
    let Outcome::Value(value) = outcome else {
        panic!("{outcome:?}");
    };
    String::from_utf8(encode(&value).unwrap()).unwrap()
}

#[test]
fn htp_1_200_with_our_type_or_none_is_the_value_with_its_urls_resolved() {
    let body = "Xu4:link;Du3:url;u1:c;;N;;";
    for content_type in [
        None,
        Some(CONTENT_TYPE),
        Some("Application/VND.hyperglyph; q=1"),
    ] {
        assert_eq!(
            message(outcome(200, content_type, body).unwrap()),
            "Xu4:link;Du3:url;u12:http://h/a/c;;N;;",
        );
    }
}

#[test]
fn blb_9_200_with_another_type_is_a_blob_with_type_and_url() {
    let text = "not a message";
    assert_eq!(
        message(outcome(200, Some("text/plain; charset=utf-8"), text).unwrap()),
        "B0:Du12:content-type;u25:text/plain; charset=utf-8;u3:url;u12:http://h/a/b;;;\
         c0:13:not a message;c0;",
    );
}

#[test]
fn a_borrowed_body_stays_borrowed_and_an_owned_blob_is_not_copied() {
    let url = url();
    let body = b"u5:hello;".to_vec();
    let mut response = Response::new(&url, 200);
    response.body = (&body[..]).into();
    let Ok(Outcome::Value(Value::Unicode(text))) = Outcome::of(response, &DecodeOptions::interop())
    else {
        panic!("a unicode");
    };
    assert!(body.as_ptr_range().contains(&text.as_ptr()));

    let address = body.as_ptr();
    let mut response = Response::new(&url, 200);
    response.content_type = Some("text/plain");
    response.body = body.into();
    let Ok(Outcome::Value(Value::Blob(blob))) = Outcome::of(response, &DecodeOptions::interop())
    else {
        panic!("a blob");
    };
    assert_eq!(blob.content.as_ptr(), address);
}

#[test]
fn a_malformed_200_is_an_error() {
    let error = outcome(200, Some(CONTENT_TYPE), "i4x;").unwrap_err();
    assert_eq!(
        error.to_string(),
        "the response is no message: expected ';' at the end of the object, found 'x', \
         at byte 2 in root [MSG-5]",
    );
    assert_eq!(error.requirement(), Some("MSG-5"));
    let error = outcome(200, Some(CONTENT_TYPE), "").unwrap_err();
    assert!(matches!(error, ResponseError::Decode(_)), "{error}");
}

#[test]
fn htp_12_d26f_201_is_a_link_to_the_location_whatever_the_body() {
    assert_eq!(
        message(located(201, Some("new")).unwrap()),
        "Xu4:link;Du3:url;u14:http://h/a/new;u6:method;u3:GET;;N;;",
    );
    assert_eq!(
        located(201, None).unwrap_err().to_string(),
        "expected a Location in a response 201, found none [HTP-12]",
    );
    assert_eq!(
        located(201, Some("http://[")).unwrap_err().to_string(),
        "expected a Location that can be asked for in a response 201, found \"http://[\" [HTP-12]",
    );
}

#[test]
fn htp_14_204_is_nil() {
    assert_eq!(outcome(204, None, "x"), Ok(Outcome::Value(Value::Nil)));
}

#[test]
fn htp_15_d23_redirects_lead_to_the_location() {
    for status in [301, 302, 303, 307, 308] {
        assert_eq!(
            located(status, Some("../c?d#e")).unwrap(),
            Outcome::Redirect(Redirect {
                status,
                url: "http://h/c?d".parse().unwrap(),
            }),
        );
        assert_eq!(
            located(status, None).unwrap_err().to_string(),
            format!("expected a Location in a response {status}, found none [HTP-15]"),
        );
        let error = located(status, Some("file:///etc/passwd")).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "expected a Location that can be asked for in a response {status}, \
                 found \"file:///etc/passwd\" [HTP-15]"
            ),
        );
    }
}

#[test]
fn lnk_7_d26h_304_counts_only_where_it_was_asked_for() {
    assert_eq!(
        outcome(304, None, "").unwrap_err().to_string(),
        "expected a response, found 304: the request was not conditional [LNK-7]",
    );
    let url = url();
    let mut response = Response::new(&url, 304);
    response.conditional = true;
    let outcome = Outcome::of(response, &DecodeOptions::interop());
    assert_eq!(outcome, Ok(Outcome::NotModified));
}

#[test]
fn htp_17_htp_18_4xx_and_5xx_differ_and_carry_the_error() {
    let body = "Xu5:error;Du6:logref;u1:7;u7:message;u4:Gone;u3:url;u1:e;;D;;";
    let Outcome::ClientError(failure) = outcome(410, Some(CONTENT_TYPE), body).unwrap() else {
        panic!("a client error");
    };
    assert_eq!(failure.status, 410);
    let error = failure.error().unwrap();
    assert_eq!((&*error.logref, &*error.message), ("7", "Gone"));
    assert_eq!(error.url.as_deref(), Some("http://h/a/e"), "ERR-4");
    assert!(matches!(
        outcome(503, Some(CONTENT_TYPE), body),
        Ok(Outcome::ServerError(failure)) if failure.error().is_some()
    ));
}

#[test]
fn htp_17_a_failure_without_a_fitting_body_is_one_all_the_same() {
    for (content_type, body) in [
        (
            Some("text/html"),
            "Xu5:error;Du6:logref;u;u7:message;u;;D;;",
        ),
        (Some(CONTENT_TYPE), "i4x;"),
        (Some(CONTENT_TYPE), "u4:Gone;"),
        (Some(CONTENT_TYPE), "Xu4:link;D;N;;"),
        (None, ""),
    ] {
        let Ok(Outcome::ClientError(failure)) = outcome(404, content_type, body) else {
            panic!("a client error");
        };
        assert_eq!(failure.error, None, "{body}");
    }
    let Ok(Outcome::ServerError(failure)) = outcome(500, None, "Xu5:error;D;D;;") else {
        panic!("a server error");
    };
    assert!(failure.error.is_some(), "what came is kept");
    assert_eq!(
        failure.error(),
        None,
        "ERR-1: but it is no error that keeps the rules"
    );
}

#[test]
fn any_other_status_is_an_error() {
    for status in [
        0, 100, 199, 202, 203, 205, 206, 299, 300, 305, 306, 399, 600, 999,
    ] {
        let error = outcome(status, None, "i1;").unwrap_err();
        assert_eq!(error, ResponseError::Status(status));
        assert_eq!(error.requirement(), None);
    }
    assert_eq!(
        ResponseError::Status(206).to_string(),
        "expected a status of the protocol (200, 201, 204, a redirect, 304, 4xx, 5xx), found 206",
    );
}

#[test]
fn d23_ten_hops_and_no_more() {
    let mut request = Request::get("http://h/0").unwrap();
    let mut trail = Trail::new(&request);
    let to = |n: usize| Redirect {
        status: 303,
        url: format!("http://h/{n}").parse().unwrap(),
    };
    for n in 1..=10 {
        trail.follow(&mut request, &to(n)).unwrap();
    }
    let error = trail.follow(&mut request, &to(11)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected at most 10 redirects, found one more [HTP-15]"
    );
    assert_eq!(request.url.path(), "/10");
}

#[test]
fn d23_a_loop_is_an_error_but_post_then_get_of_one_url_is_none() {
    let mut request = Request::get("http://h/0").unwrap();
    request.method = Method::Post;
    let mut trail = Trail::new(&request);
    let redirect = Redirect {
        status: 303,
        url: request.url.clone(),
    };
    trail.follow(&mut request, &redirect).unwrap();
    assert_eq!(
        trail
            .follow(&mut request, &redirect)
            .unwrap_err()
            .to_string(),
        "expected redirects to lead on, found one back to \"http://h/0\" [HTP-15]",
    );
}

#[test]
fn htp_1_which_bodies_are_read() {
    for status in [200, 400, 404, 499, 500, 599] {
        assert!(Response::has_meaningful_body(status), "{status}");
    }
    for status in [100, 199, 201, 204, 303, 304, 399, 600] {
        assert!(!Response::has_meaningful_body(status), "{status}");
    }
}

#[test]
fn an_error_of_the_bytes_is_the_source_of_the_error() {
    let error = outcome(200, None, "i4x;").unwrap_err();
    let source = error.source().expect("a source");
    assert!(source.to_string().ends_with("at byte 2 in root [MSG-5]"));
    assert!(ResponseError::NotModified.source().is_none());
}
