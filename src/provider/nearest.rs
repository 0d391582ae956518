//! Names near one that is not there: most of those are misspelt.

/// How many names are shown.
const MOST: usize = 3;

/// Those of `titles` that a name of theirs brings nearest to `wanted`, as a list in words; `None` when there are none.
pub(crate) fn nearest<'a>(
    wanted: &str,
    titles: impl IntoIterator<Item = (Vec<&'a str>, String)>,
) -> Option<String> {
    let wanted = wanted.to_lowercase();
    let distance = |names: &[&str]| {
        let distances = names
            .iter()
            .map(|it| strsim::damerau_levenshtein(&wanted, &it.to_lowercase()));
        distances.min().unwrap_or(usize::MAX)
    };
    let mut all: Vec<_> = titles
        .into_iter()
        .map(|(names, title)| (distance(&names), title))
        .collect();
    all.sort();
    all.truncate(MOST);
    let titles: Vec<_> = all.into_iter().map(|(_, title)| title).collect();
    (!titles.is_empty()).then(|| titles.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_names_come_first_and_there_are_three_at_most() {
        let all = [
            "aws-us-east-1",
            "gcp-us-west1",
            "aws-us-west-2",
            "tc-ap-beijing",
        ];
        let titles = || all.map(|it| (vec![it], it.to_owned()));
        assert_eq!(
            nearest("AWS-us-wset-2", titles()).unwrap(),
            "aws-us-west-2, aws-us-east-1, gcp-us-west1"
        );
        assert_eq!(nearest("red", []), None);
    }
}
