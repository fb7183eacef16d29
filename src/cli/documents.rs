//! `spraakloket documents`: what the law asks to be written, as drafts.

use crate::config::ServersConfig;
use crate::documents::{Facts, Part, documents};
use crate::elsewhere::Address;
use crate::installation::Installation;
use crate::knowledge::embed::MODEL_NAME;
use crate::knowledge::ingest::{Harvest, SourceName};
use crate::language::Language;
use anyhow::Context;
use clap::Args;
use jiff::civil::Weekday;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Write drafts in Dutch: entry for the Algoritmeregister, DPIA, IAMA, AI Act notice, accessibility statement, list of
/// models and crates, text for the wall.
#[derive(Debug, Args)]
pub(super) struct DocumentsCommand {
    /// The folder; files in it that have the same names are replaced.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The articles and local facts, as for `index`.
    #[arg(long, value_name = "SOURCE", default_value = "markdown:knowledge")]
    source: SourceName,
    /// A report.json of `spraakloket report`, for the accuracy.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

impl DocumentsCommand {
    pub(super) fn run(&self, installation: &Installation) -> anyhow::Result<()> {
        let harvest = self.source.harvest()?;
        let results = self.report.as_deref().map(results).transpose()?;
        std::fs::create_dir_all(&self.out).with_context(|| format!("--out: cannot make {}", self.out.display()))?;
        let mut open = 0;
        for document in documents(&facts(installation, &harvest, results), &models(installation)?) {
            let path = self.out.join(document.name);
            std::fs::write(&path, &document.text).with_context(|| format!("--out: cannot write {}", path.display()))?;
            let places = document.to_fill_in();
            open += places;
            out!("{}: {places} places to fill in", path.display());
        }
        out!("{open} places in all are marked [IN TE VULLEN: …]: only people can know them.");
        Ok(())
    }
}

/// What the settings and the articles tell of a desk.
fn facts(installation: &Installation, harvest: &Harvest, results: Option<String>) -> Facts {
    let (config, local) = (installation.config(), |name| harvest.local.get(name, Language::Nl));
    let (session, phone, kiosk, counts) = (&config.session, &config.phone, &config.kiosk, &config.counts);
    let unknown = |what: &str| format!("{} {what}]", crate::documents::TO_FILL_IN);
    let mut facts = Facts::default();
    let destination = session.handover.destination.clone().or_else(|| phone.transfer_to.clone());
    facts.holds("handover", destination.is_some() || !kiosk.call_staff.is_empty());
    facts.holds("kiosk-staff", !kiosk.call_staff.is_empty());
    facts.holds("hours", !session.handover.hours.is_empty());
    facts.holds("review", session.review.is_some());
    facts.holds("counts", counts.file.is_some());
    facts.holds("phone", phone.sip.is_some() || phone.audiosocket.is_some());
    facts.holds("register", phone.registrar.is_some());
    facts.holds("start-by-voice", kiosk.start_by_voice);
    elsewhere(&mut facts, &config.servers);
    facts.is("version", env!("CARGO_PKG_VERSION"));
    facts.is(
        "organisation",
        local("municipality").map_or_else(|| unknown("organisatie"), |name| format!("Gemeente {name}")),
    );
    facts.is("website", local("website").map_or_else(|| unknown("publiekspagina"), |site| format!("https://{site}")));
    let number = local("phone").map_or_else(|| unknown("telefoonnummer van een mens"), str::to_owned);
    facts.is("phone_sentence", format!("Bel {number}."));
    facts.is("destination", destination.unwrap_or_else(|| "iemand wordt naar het loket geroepen".to_owned()));
    facts.is("hours", hours(&session.handover.hours));
    let (folder, days) = session.review.clone().unwrap_or_default();
    facts.is("review_dir", folder.display().to_string());
    facts.is("review_days", days.to_string());
    facts.is("counts_file", counts.file.clone().unwrap_or_default().display().to_string());
    facts.is("counts_days", counts.days.to_string());
    facts.is("registrar", phone.registrar.as_ref().map_or_else(String::new, |registrar| registrar.address.clone()));
    facts.is("listen_model", config.listen_model.clone());
    facts.is("embedding_model", MODEL_NAME);
    let voice = |(language, voice): &(Language, _)| {
        let name = installation.voice(voice).map_or_else(|_| "nog niet geladen".to_owned(), |voice| voice.name());
        format!("{name} ({language})")
    };
    facts.is("voices", config.voices.iter().map(voice).collect::<Vec<_>>().join(", "));
    facts.is("articles", harvest.articles.len().to_string());
    let sources: BTreeSet<&str> = harvest.articles.iter().map(|article| article.organisation.as_str()).collect();
    let few: Vec<&str> = sources.iter().copied().take(5).collect();
    let more =
        if sources.len() > few.len() { format!(" en {} andere", sources.len() - few.len()) } else { String::new() };
    facts.is("sources", format!("{}{more}", few.join(", ")));
    facts.is("capital_mm", kiosk.capital_height_mm.to_string());
    facts.is("screen_mm", kiosk.screen_width_mm.to_string());
    facts.is("double_strike_ms", kiosk.double_strike.as_millis().to_string());
    facts.is("warning_s", session.warning.as_secs().to_string());
    facts.is("results", results.unwrap_or_else(|| unknown("cijfers, met `spraakloket report` en --report")));
    facts
}

/// Where speech goes, where that is another machine.
fn elsewhere(facts: &mut Facts, servers: &ServersConfig) {
    let place = |address: &Address| address.host.clone();
    let heard: BTreeSet<String> = servers.recogniser.iter().map(place).collect();
    let spoken: BTreeSet<String> = servers.voices.iter().map(|(_, address)| place(address)).collect();
    let all: BTreeSet<String> = heard.union(&spoken).cloned().collect();
    let list = |places: &BTreeSet<String>| places.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    facts.holds("heard-elsewhere", !heard.is_empty());
    facts.holds("spoken-elsewhere", !spoken.is_empty());
    facts.holds("served", !all.is_empty());
    facts.holds("served-openly", all.iter().any(|place| !place.starts_with("https://")));
    facts.is("heard_at", list(&heard));
    facts.is("spoken_at", list(&spoken));
    facts.is("served_at", list(&all));
}

/// Opening hours in short, such as "ma 9:00-17:00".
fn hours(hours: &[crate::dialogue::OpeningHours]) -> String {
    let day = |day| match day {
        Weekday::Monday => "ma",
        Weekday::Tuesday => "di",
        Weekday::Wednesday => "wo",
        Weekday::Thursday => "do",
        Weekday::Friday => "vr",
        Weekday::Saturday => "za",
        Weekday::Sunday => "zo",
    };
    let time = |time: jiff::civil::Time| format!("{}:{:02}", time.hour(), time.minute());
    let each = hours.iter().map(|open| format!("{} {}-{}", day(open.day), time(open.from), time(open.until)));
    each.collect::<Vec<_>>().join(", ")
}

/// The models that the settings use, from the catalog.
fn models(installation: &Installation) -> anyhow::Result<Vec<Part>> {
    let store = installation.models();
    let names = installation.needed_models().into_iter();
    let parts = names.map(|name| {
        let model = store.catalog().get(name)?;
        let digest = |digest: &crate::models::Digest| match digest {
            crate::models::Digest::Sha256(hex) => Some(format!("sha256:{hex}")),
            _ => None,
        };
        let files = model.files.iter().map(|file| (file.file.clone(), file.digest.as_ref().and_then(digest)));
        Ok(Part { name: model.name.clone(), licence: model.licence.clone(), files: files.collect() })
    });
    parts.collect()
}

/// The figures of a report in one sentence each.
fn results(path: &Path) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(path).with_context(|| format!("--report: cannot read {}", path.display()))?;
    let report: crate::report::Published = serde_json::from_str(&text)
        .with_context(|| format!("--report: {} is no report; make it with `spraakloket report`", path.display()))?;
    let one = |figure: &crate::report::Figure| {
        let percent = |share: f64| format!("{:.1}", share * 100.0).replace('.', ",");
        let (share, low, high) = (percent(figure.share()), percent(figure.low), percent(figure.high));
        format!("{}: {share} % ({low} tot {high} %, {} vragen)", figure.dutch, figure.of)
    };
    Ok(format!("{} ({}).", report.figures.iter().map(one).collect::<Vec<_>>().join("; "), report.date))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::documents::{Document, TO_FILL_IN};
    use serde_json::Value;

    fn written(settings: &str) -> Vec<Document> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("spraakloket.toml");
        std::fs::write(&path, settings).unwrap();
        let installation = Installation::new(Config::load(Some(&path)).unwrap());
        let local = "municipality = \"Voorbeeldstad\"\nphone = \"14 0123\"\nwebsite = \"voorbeeldstad.nl\"\n";
        let harvest = Harvest { local: toml::from_str(local).unwrap(), ..Harvest::default() };
        documents(&facts(&installation, &harvest, None), &models(&installation).unwrap())
    }

    fn text<'a>(documents: &'a [Document], name: &str) -> &'a str {
        &documents.iter().find(|document| document.name == name).unwrap().text
    }

    const BARE: &str = "[phone]\nsip = \"\"\naudiosocket = \"\"\n[listen]\nmodel = \"whisper-small\"\n";
    const FULL: &str = "[review]\ndir = \"vragen\"\nretention_days = 14\n[counts]\nfile = \"tellingen.sqlite\"\ndays = 90\n\
                        [handover]\ndestination = \"balie\"\nhours = \"ma-vr 09:00-17:00\"\n\
                        [phone]\nregister = \"sip:centrale.example\"\nregister_user = \"loket\"\n\
                        [servers]\nrecogniser = \"wyoming://oor.example:10300\"\n\
                        voice_nl = \"https://stem.example/v1?model=a&voice=b\"\n";

    #[test]
    fn documents_follow_the_settings() {
        let (bare, full) = (written(BARE), written(FULL));
        for (name, in_bare, in_full) in [
            ("privacy-muur.md", "Wij bewaren uw vragen niet.", "bewaren wij uw vraag 14 dagen"),
            ("privacy-muur.md", "Bel 14 0123.", "Zeg \"medewerker\""),
            ("privacy-muur.md", "Uw stem blijft in deze computer.", "Uw stem gaat naar een andere computer"),
            ("dpia.md", "Er is geen verwerker", "om het te herkennen | oor.example:10300 |"),
            ("dpia.md", "niets naar een clouddienst", "woorden van de bezoeker | https://stem.example/v1 |"),
            ("iama.md", "alles op een eigen machine", "gaat naar https://stem.example/v1, oor.example:10300"),
            ("algoritmeregister.json", "gaan niet naar een ander bedrijf", "gaat naar https://stem.example/v1"),
            ("dpia.md", "whisper-small", "tellingen.sqlite | 90 dagen"),
            ("dpia.md", "| geen mens bereikbaar |", "sip:centrale.example"),
            ("iama.md", "Vragen worden niet bewaard", "ma 9:00-17:00, di 9:00-17:00"),
            ("ai-verordening.md", "kan u niet doorverbinden", "altijd om een medewerker vragen"),
            ("algoritmeregister.json", "Er kan nu niet worden doorverbonden", "met een toets of aan de telefoon"),
            ("sbom.cdx.json", "\"whisper-small\"", "\"whisper-base-q8\""),
        ] {
            let (bare, full) = (text(&bare, name), text(&full, name));
            assert!(bare.contains(in_bare) && !full.contains(in_bare), "{name}: {in_bare}");
            assert!(full.contains(in_full) && !bare.contains(in_full), "{name}: {in_full}");
        }
        assert!(
            text(&full, "toegankelijkheid.md").contains("| 6.4 ")
                && !text(&bare, "toegankelijkheid.md").contains("| 6.4 ")
        );
    }

    #[test]
    fn nothing_is_left_unfilled_without_saying_so() {
        for document in [written(BARE), written(FULL)].concat() {
            let Document { name, text } = &document;
            let odd = text
                .lines()
                .find(|line| line.starts_with(['?', '!']) || (!name.ends_with("json") && line.contains('{')));
            assert_eq!(odd, None, "{name}");
            assert!(name.starts_with("sbom") || document.to_fill_in() > 0, "{name} claims that no human is needed");
            assert!(text.matches('[').count() >= text.matches(TO_FILL_IN).count());
        }
    }

    #[test]
    fn the_register_takes_the_entry() {
        let entry: Value = serde_json::from_str(text(&written(FULL), "algoritmeregister.json")).unwrap();
        // The fields, limits and choices of the publication standard 1.0.
        for (field, most) in [
            ("name", 100),
            ("description_short", 350),
            ("organization", 100),
            ("goal", 2500),
            ("proportionality", 2500),
            ("human_intervention", 2500),
            ("risks", 2500),
            ("methods_and_models", 2500),
            ("source_data", 2500),
        ] {
            let length = entry[field].as_str().unwrap_or_default().chars().count();
            assert!(0 < length && length < most, "{field} has {length} characters");
        }
        assert_eq!(entry["publication_category"], "Overige algoritmes");
        assert_eq!((&entry["lang"], &entry["standard_version"]), (&"NLD".into(), &"1.0".into()));
        assert!(entry["category"].is_array() && entry["status"].is_string() && entry["contact_email"].is_string());
    }

    #[test]
    fn every_crate_is_listed_and_nearly_all_have_a_licence() {
        let list: Value = serde_json::from_str(text(&written(BARE), "sbom.cdx.json")).unwrap();
        let components = list["components"].as_array().unwrap();
        let crates = components.iter().filter(|part| part["type"] == "library");
        let (with, without): (Vec<&Value>, Vec<&Value>) = crates.partition(|part| part["licenses"].is_array());
        assert!(components.iter().any(|part| part["type"] == "machine-learning-model"));
        assert!(with.len() > 400, "{} with a licence, {} without", with.len(), without.len());
        assert!(list["specVersion"] == "1.6" && with.iter().all(|part| part["purl"].is_string()));
    }
}
