//! Every file of the repository, and Rust files as tokens.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{LazyLock, OnceLock},
};

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};

/// A text file.
pub(super) struct Source {
    /// Where it is, from the root of the repository, with slashes.
    pub(super) path: String,
    pub(super) text: String,
    tokens: OnceLock<Vec<Token>>,
}

/// All tests read the repository once.
static ALL: LazyLock<Vec<Source>> = LazyLock::new(|| {
    let mut all = Vec::new();
    visit(root(), &mut all);
    all.sort_by(|one, other| one.path.cmp(&other.path));
    assert!(all.len() > 100, "the repository was not found");
    all
});

/// A token of a Rust file. Literals, and with them doc comments, have no text.
pub(super) struct Token {
    pub(super) text: String,
    pub(super) line: usize,
    /// How many modules inside its file the token is in.
    pub(super) depth: usize,
    /// Whether it is compiled for tests only.
    pub(super) is_test: bool,
}

pub(super) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All text files but those that tools leave behind.
pub(super) fn all() -> &'static [Source] {
    &ALL
}

/// The Rust files that people write.
pub(super) fn rust() -> Vec<&'static Source> {
    let is_ours = |it: &&Source| is_rust(&it.path) && !it.path.contains("/generated/");
    all().iter().filter(is_ours).collect()
}

pub(super) fn is_rust(path: &str) -> bool {
    has_extension(path, "rs")
}

pub(super) fn has_extension(path: &str, extension: &str) -> bool {
    Path::new(path)
        .extension()
        .is_some_and(|it| it == extension)
}

fn visit(folder: &Path, actual: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let is_left_behind = name == "target" || name.contains(".tfstate");
        if is_left_behind || (name.starts_with('.') && name != ".ci") {
            continue;
        }
        if path.is_dir() {
            visit(&path, actual);
        } else if let Ok(text) = fs::read_to_string(&path) {
            let path = relative(path);
            actual.push(Source::new(path, text));
        }
    }
}

fn relative(path: PathBuf) -> String {
    let path = path
        .strip_prefix(root())
        .map(Path::to_owned)
        .unwrap_or(path);
    path.to_string_lossy().replace('\\', "/")
}

impl Source {
    pub(super) fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            text: text.into(),
            tokens: OnceLock::new(),
        }
    }

    /// Whether the file holds tests or what they need, and nothing else.
    pub(super) fn is_test(&self) -> bool {
        let is_testkit = self.path.starts_with("crates/testkit/");
        is_testkit
            || self.path.split('/').any(|part| {
                let stem = part.trim_end_matches(".rs");
                stem == "tests" || stem.ends_with("_tests") || stem == "test_support"
            })
    }

    /// A place in the file, as compilers write it.
    pub(super) fn at(&self, line: usize) -> String {
        format!("{}:{line}", self.path)
    }

    pub(super) fn tokens(&self) -> &[Token] {
        self.tokens.get_or_init(|| self.read_tokens())
    }

    fn read_tokens(&self) -> Vec<Token> {
        let stream: TokenStream = match self.text.parse() {
            Ok(stream) => stream,
            Err(error) => panic!("{} is not Rust: {error}", self.path),
        };
        let mut items = Vec::new();
        flatten(stream, 0, self.is_test(), &mut items);
        items
    }
}

fn flatten(stream: TokenStream, depth: usize, is_test: bool, actual: &mut Vec<Token>) {
    let mut follows_colon = false;
    for tree in stream {
        let line = tree.span().start().line;
        let mut push = |text: String| {
            actual.push(Token {
                text,
                line,
                depth,
                is_test,
            });
        };
        let mut is_first_colon = false;
        match tree {
            TokenTree::Group(group) => flatten_group(&group, depth, is_test, actual),
            TokenTree::Ident(ident) => push(ident.to_string()),
            TokenTree::Literal(_) => push(String::new()),
            TokenTree::Punct(punct) if punct.as_char() == ':' && follows_colon => {
                push("::".to_owned());
            }
            TokenTree::Punct(punct) => {
                is_first_colon = punct.as_char() == ':' && punct.spacing() == Spacing::Joint;
                if !is_first_colon {
                    push(punct.to_string());
                }
            }
        }
        follows_colon = is_first_colon;
    }
}

fn flatten_group(group: &Group, depth: usize, is_test: bool, actual: &mut Vec<Token>) {
    const TEST_MODULE: &[&str] = &["#", "[", "cfg", "(", "test", ")", "]", "mod"];
    let before: Vec<_> = actual.iter().map(|it| it.text.as_str()).collect();
    let before = &before[before.len().saturating_sub(TEST_MODULE.len() + 1)..];
    let is_module = before.len() > 1 && before[before.len() - 2] == "mod";
    let is_test = is_test || (is_module && before.starts_with(TEST_MODULE));
    let depth = depth + usize::from(is_module);
    let (open, close) = match group.delimiter() {
        Delimiter::Brace => ("{", "}"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::None => ("", ""),
    };
    let token = |text: &str, line| Token {
        text: text.to_owned(),
        line,
        depth,
        is_test,
    };
    actual.push(token(open, group.span_open().start().line));
    flatten(group.stream(), depth, is_test, actual);
    actual.push(token(close, group.span_close().start().line));
}
