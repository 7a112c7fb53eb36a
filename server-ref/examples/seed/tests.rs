use super::walk;

#[tokio::test]
async fn the_walk_shows_every_step() {
    let mut steps = Vec::new();
    walk::walk(|step| steps.push(step)).await.unwrap();
    assert_eq!(
        steps,
        [
            "hello() = Hello World",
            "goodbye('dave') = Goodbye dave",
            "bob.message('lol', 'feels good man') = to user 7: lol: feels good man",
            "-- the server has changed",
            "hello() = Hello World",
            "bob.message('lol', 'feels good man') = to user 7 on shard-2: lol: feels good man",
            "hello('dave') = Hello dave",
            "woo() = Li1;T;N;F;b1:a;u1:b;;",
            "greeting()() = Hello World",
            "greeting('fr')() = Salut le monde",
            "bob.id = i7;",
            "bob.bio() = user 7 was born and lives",
            "find_user('eve') = Request",
            "counter.add(2) = i42;",
            "Queue('jobs').pop() = sweep",
            "upload(file) = 100000 bytes of text/plain",
            "picture() = 41 bytes of image/svg+xml",
        ]
    );
}

/// The server code of the README is `service.rs`, all of it but its first lines.
#[test]
fn the_readme_shows_the_service() {
    let readme = include_str!("../../../README.md");
    let (_, code) = include_str!("service.rs").split_once("\n\n").unwrap();
    assert!(readme.contains(&format!("```rust,ignore\n{code}```\n")));
}
