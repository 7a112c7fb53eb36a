//! Writes the service of the peer tonic, as its users have it written, but
//! without a compiler of protocol buffers.

use tonic_build::manual::{Builder, Method, Service};

fn main() {
    let hello = Method::builder()
        .name("hello")
        .route_name("Hello")
        .input_type("crate::peer::greeter::HelloRequest")
        .output_type("crate::peer::greeter::HelloReply")
        .codec_path("tonic_prost::ProstCodec")
        .build();
    let greeter = Service::builder()
        .name("Greeter")
        .package("bench")
        .method(hello)
        .build();
    Builder::new().compile(&[greeter]);
}
