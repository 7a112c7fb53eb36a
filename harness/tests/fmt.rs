//! `hyperglyph fmt`: the same message in another form.

mod ran;

use std::io::Write;
use std::process::{Command, Stdio};

use assert_cmd::cargo::cargo_bin;
use hyperglyph::token::Tokens;
use hyperglyph::{DecodeOptions, Limits};
use hyperglyph_harness::Layout;
use hyperglyph_vectors::Suite;
use ran::run;

const PAGE: &[u8] = include_bytes!("explained/page.hg");
const INDENTED: &[u8] = include_bytes!("explained/page-indented.hg");

#[test]
fn a_page_is_indented_and_told_as_formatted() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.hg");
    std::fs::write(&file, INDENTED).unwrap();
    let file = file.to_str().unwrap();
    let output = Command::new(cargo_bin!("hyperglyph"))
        .args(["fmt", file])
        .output()
        .unwrap();
    assert_eq!(output.stdout, INDENTED);
    assert_eq!(run(&["fmt", "--check", file], b"").code, Some(0));
    let ran = run(&["fmt", "--check"], PAGE);
    assert_eq!((ran.code, &*ran.out), (Some(1), ""));
    assert_eq!(
        ran.err,
        "error: the message is not in that form, from byte 1 on\n  help: run the same command without --check to print it so\n"
    );
}

#[test]
fn each_form_is_what_check_looks_for() {
    let message = b" D u1:b; i+01; u1:a; S i2; i1; ; ; \n";
    for (form, printed) in [
        (&[][..], "D u1:b; i+01; u1:a; S i2; i1; ; ;\n"),
        (&["--compact"], "Du1:b;i+01;u1:a;Si2;i1;;;"),
        (&["--canonical"], "Du1:a;Si1;i2;;u1:b;i1;;"),
    ] {
        let arguments = [&["fmt"], form].concat();
        assert_eq!(run(&arguments, message).out, printed);
        let check = [&["fmt", "--check"], form].concat();
        assert_eq!(run(&check, message).code, Some(1), "{form:?}");
        assert_eq!(run(&check, printed.as_bytes()).code, Some(0), "{form:?}");
        // One byte more, or less, is another form.
        for other in [&printed[..printed.len() - 1], &format!("{printed} ")] {
            assert_eq!(
                run(&check, other.as_bytes()).code,
                Some(1),
                "{form:?} {other:?}"
            );
        }
    }
}

fn formatted(message: &[u8], size: usize, options: &DecodeOptions, compact: bool) -> Vec<u8> {
    let mut layout = if compact {
        Layout::compact(Vec::new())
    } else {
        Layout::indented(Vec::new())
    };
    let mut tokens = Tokens::with_options(options.clone());
    for mut piece in message.chunks(size) {
        while let Some(token) = tokens.next(&mut piece).unwrap() {
            layout.token(&token).unwrap();
        }
    }
    tokens.finish().unwrap();
    layout.finish().unwrap()
}

#[test]
fn msg_3_every_vector_keeps_its_value_and_is_formatted_once() {
    let mut tried = 0;
    for options in [DecodeOptions::new(), DecodeOptions::interop()] {
        // Space and line ends do not count towards what a message is.
        let roomy = options.clone().limits(Limits {
            message: usize::MAX,
            ..Limits::default()
        });
        for vector in Suite::embedded().unwrap().vectors() {
            let bytes = vector.bytes.to_vec();
            let Ok(value) = options.decode(&bytes) else {
                continue;
            };
            let indented = formatted(&bytes, usize::MAX, &roomy, false);
            let compact = formatted(&bytes, usize::MAX, &roomy, true);
            // Interop alone takes space in a blob, and none is written there.
            assert_eq!(
                roomy.decode(&indented).as_ref(),
                Ok(&value),
                "{}",
                vector.id
            );
            assert_eq!(roomy.decode(&compact).as_ref(), Ok(&value), "{}", vector.id);
            assert_eq!(
                formatted(&indented, usize::MAX, &roomy, false),
                indented,
                "{}",
                vector.id
            );
            assert_eq!(
                formatted(&compact, usize::MAX, &roomy, false),
                indented,
                "{}",
                vector.id
            );
            assert_eq!(
                formatted(&indented, 7, &roomy, true),
                compact,
                "{}",
                vector.id
            );
            tried += 1;
        }
    }
    assert!(tried > 700, "{tried}");
}

#[test]
fn a_line_is_broken_where_it_is_full_and_only_there() {
    let of = |count: usize| {
        let message = format!("LL{};N;;", "T;".repeat(count));
        String::from_utf8(formatted(
            message.as_bytes(),
            5,
            &DecodeOptions::new(),
            false,
        ))
        .unwrap()
    };
    assert_eq!(of(2), "L L T; T; ; N; ;\n");
    let longest = (0..100)
        .map(of)
        .take_while(|text| text.lines().count() == 1)
        .last()
        .unwrap();
    assert!((80..=90).contains(&longest.len()), "{longest}");
    let broken = of(longest.matches("T;").count() + 1);
    assert!(
        broken.starts_with("L\n  L T; T;") && broken.ends_with(" ;\n  N;\n;\n"),
        "{broken}"
    );
    let long = of(50);
    assert!(
        long.starts_with("L\n  L\n    T;\n") && long.ends_with("\n  ;\n  N;\n;\n"),
        "{long}"
    );
}

#[test]
fn an_invalid_message_is_printed_up_to_the_error_and_refused() {
    let ran = run(&["fmt"], b"Du3:age;i4x;;");
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.err.contains("   | Du3:age;i4x;;\n   |           ^\n"),
        "{}",
        ran.err
    );
    // Two equal keys take the whole message in memory to see.
    let twice = b"Du1:a;N;u1:a;N;;";
    assert_eq!(run(&["fmt"], twice).code, Some(0));
    let ran = run(&["fmt", "--canonical"], twice);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("(duplicate-key)"), "{}", ran.err);
}

#[test]
fn a_place_deep_in_a_long_message_is_shown() {
    let message = [
        b"L".as_slice(),
        &b"i1;".repeat(100_000),
        b"u5:hello!",
        &vec![b' '; 100_000],
    ]
    .concat();
    for command in ["fmt", "explain"] {
        let ran = run(&[command], &message);
        assert_eq!(ran.code, Some(1));
        assert!(
            ran.err.contains("at byte 300009 in root[100000]\n"),
            "{}",
            ran.err
        );
        assert!(ran.err.contains("i1;i1;u5:hello!   "), "{}", ran.err);
    }
}

#[test]
fn who_has_heard_enough_ends_it_well() {
    for command in ["fmt", "explain"] {
        let mut child = Command::new(cargo_bin!("hyperglyph"))
            .arg(command)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut stdin = child.stdin.take().unwrap();
        // It may be gone before it has read all of it.
        let _ = stdin.write_all(&[b"L".as_slice(), &b"i1;".repeat(1_000_000)].concat());
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{command}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    }
    for command in ["fmt", "explain"] {
        assert_eq!(run(&[command, "no-such-file"], b"").code, Some(3));
    }
}

/// 32 MiB of every kind go through; what the process held at the most, the
/// kernel tells.
#[cfg(target_os = "linux")]
#[test]
fn msg_7_memory_does_not_grow_with_the_message() {
    const PIECE: usize = 1 << 20;
    const COUNT: usize = 32;
    let length = PIECE * COUNT;
    for arguments in [
        &["fmt"][..],
        &["fmt", "--compact"],
        &["explain"],
        &["explain", "--json"],
    ] {
        for (head, piece) in [
            (format!("Lb{length}:"), vec![b'x'; PIECE]),
            (format!("u{length}:"), vec![b'x'; PIECE]),
            (format!("B0:D;;c0:{length}:"), vec![b'x'; PIECE]),
            (String::from("L"), vec![b' '; PIECE]),
            (
                String::from("L"),
                [b"Du1:a;".repeat(100), b"N;".to_vec(), vec![b';'; 100]].concat(),
            ),
        ] {
            let mut child = Command::new(cargo_bin!("hyperglyph"))
                .args(arguments)
                .stdin(Stdio::piped())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let mut stdin = child.stdin.take().unwrap();
            stdin.write_all(head.as_bytes()).unwrap();
            let few = if piece.len() == PIECE { COUNT } else { 1_000 };
            for _ in 0..few {
                stdin.write_all(&piece).unwrap();
            }
            let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
            let line = status
                .lines()
                .find(|line| line.starts_with("VmHWM:"))
                .unwrap();
            let kib: usize = line.split_whitespace().nth(1).unwrap().parse().unwrap();
            assert!(kib < 24 << 10, "{arguments:?} {head}: {kib} KiB");
            drop(stdin);
            child.wait().unwrap();
        }
    }
}
