//! The attendant with a session and sound controlled by the test: what goes in on one side must come out on the other.

use super::*;
use crate::channel::kiosk::keys::Function;
use crate::language::Language;
use std::sync::Mutex;
use tokio::task::JoinHandle;

/// The session's side of a handle.
struct Session {
    input: mpsc::Receiver<ChannelInput>,
    output: mpsc::UnboundedSender<ChannelOutput>,
}

/// Gives the session's side of every handle to the test; can be fully occupied.
#[derive(Default)]
struct Twin {
    opened: Mutex<Vec<Session>>,
    full: bool,
}

impl Sessions for Twin {
    fn open(&self, kind: ChannelKind) -> Option<SessionHandle> {
        assert_eq!(kind, ChannelKind::Kiosk);
        if self.full {
            return None;
        }
        let (input, taken) = mpsc::channel(16);
        let (output, given) = mpsc::unbounded_channel();
        self.opened.lock().unwrap().push(Session { input: taken, output });
        Some(SessionHandle { input, output: given })
    }
}

/// A kiosk on a bench.
struct Bench {
    twin: Arc<Twin>,
    wishes: mpsc::Sender<Wish>,
    view: watch::Receiver<Arc<View>>,
    orders: mpsc::UnboundedReceiver<SoundOrder>,
    reports: mpsc::Sender<SoundReport>,
    attending: JoinHandle<()>,
}

impl Bench {
    fn new(twin: Twin, call_staff: &[&str]) -> Self {
        Self::with(twin, |config| config.call_staff = call_staff.iter().map(|&word| word.to_owned()).collect())
    }

    fn with(twin: Twin, change: impl FnOnce(&mut KioskConfig)) -> Self {
        let twin = Arc::new(twin);
        let (orders, ordered) = mpsc::unbounded_channel();
        let (reports, reported) = mpsc::channel(16);
        let (wishes, granted) = mpsc::channel(8);
        let mut config = KioskConfig {
            double_strike: Duration::ZERO,
            key_tones: false,
            ..crate::config::Config::load(None).unwrap().kiosk
        };
        change(&mut config);
        let sound = SoundPort { orders, reports: reported };
        let sessions: Arc<dyn Sessions> = twin.clone();
        let (attendant, view) = Attendant::new(sessions, sound, &config, &wishes, Arc::default());
        let attending = tokio::spawn(attendant.attend(granted));
        Bench { twin, wishes, view, orders: ordered, reports, attending }
    }

    async fn press(&self, name: &str) {
        let function: Function = name.parse().unwrap();
        self.wishes.send(Wish::Press(function)).await.unwrap();
    }

    async fn session(&mut self) -> Session {
        self.until(|view| view.visit.is_some()).await;
        self.twin.opened.lock().unwrap().pop().unwrap()
    }

    /// Waits until the view matches.
    async fn until(&mut self, is: impl Fn(&View) -> bool) -> Arc<View> {
        let found = timeout(Duration::from_secs(5), self.view.wait_for(|view| is(view))).await;
        found.expect("the view becomes as it should be").unwrap().clone()
    }

    async fn order(&mut self) -> SoundOrder {
        timeout(Duration::from_secs(5), self.orders.recv()).await.expect("an order").unwrap()
    }
}

impl Session {
    async fn next(&mut self) -> Option<ChannelInput> {
        timeout(Duration::from_secs(5), self.input.recv()).await.expect("something comes in")
    }

    fn say(&self, output: ChannelOutput) {
        self.output.send(output).unwrap();
    }

    fn play(&self, number: u64, text: &str) {
        let id = PlaybackId(number);
        let speech = Speech { samples: vec![0.0; 160], sample_rate: 16_000 };
        self.say(ChannelOutput::Event(SessionEvent::Caption { id, text: text.into(), language: Language::Nl }));
        self.say(ChannelOutput::Play { id, speech });
    }
}

fn lines(view: &View) -> usize {
    view.visit.as_ref().map_or(0, |visit| visit.lines.len())
}

#[tokio::test]
async fn a_key_begins_a_visit_and_speech_is_captioned_as_it_sounds() {
    let mut bench = Bench::new(Twin::default(), &[]);
    bench.press("goodbye").await;
    bench.press("ok").await;
    let mut session = bench.session().await;
    assert_eq!(bench.order().await, SoundOrder::Visit(true));
    assert_eq!(session.next().await, Some(ChannelInput::Started));
    session.play(7, "Goedendag.");
    let SoundOrder::Play { id: piece, .. } = bench.order().await else { panic!("not played") };
    assert_eq!(lines(&bench.view.borrow()), 0);
    bench.reports.send(SoundReport::Started(piece)).await.unwrap();
    assert_eq!(session.next().await, Some(ChannelInput::PlaybackStarted(PlaybackId(7))));
    bench.until(|view| lines(view) == 1).await;
    bench.press("ok").await;
    assert_eq!(session.next().await, Some(ChannelInput::Key(Key::Ok)), "the second press is the session's");
    session.say(ChannelOutput::StopPlayback);
    assert_eq!(bench.order().await, SoundOrder::Stop);
    bench.reports.send(SoundReport::Finished(piece)).await.unwrap();
    bench.reports.send(SoundReport::Heard(AudioChunk::silence())).await.unwrap();
    assert_eq!(session.next().await, Some(ChannelInput::Audio(AudioChunk::silence())), "what was stopped is not told");
}

#[tokio::test]
async fn a_visit_ends_when_its_last_words_have_sounded_and_nothing_of_it_stays() {
    let mut bench = Bench::new(Twin::default(), &[]);
    bench.press("larger-text").await;
    bench.press("ok").await;
    let session = bench.session().await;
    assert_eq!(bench.view.borrow().screen.text_size, 1, "a look chosen on the start page stays");
    session.play(1, "Tot ziens.");
    session.say(ChannelOutput::Event(SessionEvent::Reset));
    session.say(ChannelOutput::HangUp);
    let piece = loop {
        if let SoundOrder::Play { id, .. } = bench.order().await {
            break id;
        }
    };
    bench.reports.send(SoundReport::Started(piece)).await.unwrap();
    bench.until(|view| lines(view) == 1).await;
    bench.reports.send(SoundReport::Finished(piece)).await.unwrap();
    let view = bench.until(|view| view.visit.is_none()).await;
    assert_eq!(*view, View::default());
    let orders: Vec<SoundOrder> = [bench.order().await, bench.order().await, bench.order().await].into();
    assert_eq!(orders, [SoundOrder::Stop, SoundOrder::Duck(false), SoundOrder::Visit(false)]);
}

#[tokio::test]
async fn somebody_who_comes_during_the_goodbye_gets_a_session_of_their_own() {
    let mut bench = Bench::new(Twin::default(), &[]);
    bench.press("ok").await;
    let first = bench.session().await;
    first.play(1, "Tot ziens.");
    first.say(ChannelOutput::HangUp);
    while !matches!(bench.order().await, SoundOrder::Play { .. }) {}
    bench.press("ok").await;
    bench.until(|view| view.visit.as_ref().is_some_and(|visit| visit.number == 2)).await;
    let mut second = bench.session().await;
    assert_eq!(second.next().await, Some(ChannelInput::Started));
    bench.reports.send(SoundReport::Finished(PieceId(1))).await.unwrap();
    bench.press("help").await;
    assert_eq!(second.next().await, Some(ChannelInput::Key(Key::Command(Command::Help))), "not the first's speech");
}

#[tokio::test]
async fn voice_headphones_and_writing_begin_a_visit_too() {
    let heard = vec![AudioChunk::silence()];
    let mut bench = Bench::new(Twin::default(), &[]);
    bench.reports.send(SoundReport::SomebodySpeaks(heard.clone())).await.unwrap();
    let mut session = bench.session().await;
    assert_eq!(session.next().await, Some(ChannelInput::Started));
    assert_eq!(session.next().await, Some(ChannelInput::Audio(AudioChunk::silence())), "what was said is not lost");

    let mut bench = Bench::new(Twin::default(), &[]);
    bench.wishes.send(Wish::Headphones(true)).await.unwrap();
    assert_eq!(bench.session().await.next().await, Some(ChannelInput::Started));
    assert_eq!(bench.order().await, SoundOrder::Headphones(true));
    assert!(bench.view.borrow().headphones);

    let mut bench = Bench::new(Twin::default(), &[]);
    bench.wishes.send(Wish::Type("Wat kost een paspoort?".into())).await.unwrap();
    let mut session = bench.session().await;
    assert_eq!(session.next().await, Some(ChannelInput::Started));
    assert_eq!(session.next().await, Some(ChannelInput::Text("Wat kost een paspoort?".into())));
    bench.until(|view| lines(view) == 1).await;
}

#[tokio::test]
async fn staff_that_cannot_be_called_is_not_promised() {
    for (program, outcome) in [(&["true"][..], TransferOutcome::Done), (&[], TransferOutcome::Failed)] {
        let mut bench = Bench::new(Twin::default(), program);
        bench.press("staff").await;
        let mut session = bench.session().await;
        assert_eq!(session.next().await, Some(ChannelInput::Started));
        assert_eq!(session.next().await, Some(ChannelInput::Key(Key::Command(Command::Staff))));
        session.say(ChannelOutput::Transfer { destination: "balie".into(), summary: None });
        assert_eq!(session.next().await, Some(ChannelInput::Transfer(outcome)));
    }
}

#[tokio::test]
async fn a_session_that_dies_is_told_and_the_next_visit_is_clean() {
    let mut bench = Bench::new(Twin::default(), &[]);
    bench.press("ok").await;
    let mut first = bench.session().await;
    assert_eq!(first.next().await, Some(ChannelInput::Started));
    drop(first);
    // A person who cannot see hears it from a session that starts by itself; if that also dies, it is only shown.
    bench.until(|view| view.visit.as_ref().is_some_and(|visit| visit.number == 2)).await;
    let mut second = bench.session().await;
    assert_eq!(second.next().await, Some(ChannelInput::StartedAnew));
    drop(second);
    let view = bench.until(|view| view.problem.is_some()).await;
    assert_eq!((view.problem, &view.visit), (Some("session-lost"), &None));
    bench.press("ok").await;
    let view = bench.until(|view| view.visit.is_some()).await;
    assert_eq!(view.problem, None);

    let mut full = Bench::new(Twin { full: true, ..Twin::default() }, &[]);
    full.press("ok").await;
    assert_eq!(full.until(|view| view.problem.is_some()).await.problem, Some("busy"));
}

#[tokio::test]
async fn the_end_of_the_program_hangs_up() {
    let mut bench = Bench::new(Twin::default(), &[]);
    bench.press("ok").await;
    let mut session = bench.session().await;
    let Bench { wishes, attending, .. } = bench;
    drop(wishes);
    attending.await.unwrap();
    assert_eq!(session.next().await, Some(ChannelInput::Started));
    assert_eq!(session.next().await, Some(ChannelInput::HungUp));
}

#[tokio::test]
async fn what_is_typed_goes_to_the_session_and_keeps_the_visit_and_a_held_key_is_explained() {
    let typed = |of_page| Announcement { text: "p".into(), spelled: true, of_page };
    let mut bench = Bench::new(Twin::default(), &[]);
    bench.wishes.send(Wish::Present).await.unwrap();
    bench.wishes.send(Wish::Announce(typed(true))).await.unwrap();
    let mut session = bench.session().await;
    assert_eq!(session.next().await, Some(ChannelInput::Started), "a panel that opens begins a visit");
    session.say(ChannelOutput::Event(SessionEvent::TimeoutWarning { seconds: 30 }));
    bench.until(|view| view.visit.as_ref().is_some_and(|visit| visit.ends_in_s.is_some())).await;
    bench.wishes.send(Wish::Announce(typed(false))).await.unwrap();
    assert_eq!(session.next().await, Some(ChannelInput::Announce(typed(false))));
    bench.until(|view| view.visit.as_ref().is_some_and(|visit| visit.ends_in_s.is_none())).await;
    bench.wishes.send(Wish::Present).await.unwrap();
    assert_eq!(session.next().await, Some(ChannelInput::Present));
    bench.wishes.send(Wish::Explain("back".parse().unwrap())).await.unwrap();
    assert_eq!(session.next().await, Some(ChannelInput::Explain(Key::Command(Command::Back))));
    bench.press("contrast").await;
    assert_eq!(session.next().await, Some(ChannelInput::Key(Key::Command(Command::Contrast))), "it says so");
}

#[tokio::test]
async fn where_the_hall_is_loud_a_visit_begins_louder_but_not_in_headphones() {
    let mut bench = Bench::new(Twin::default(), &[]);
    bench.reports.send(SoundReport::Hall(150)).await.unwrap();
    // Reports and wishes come in no order between them.
    while bench.reports.capacity() < bench.reports.max_capacity() {
        tokio::task::yield_now().await;
    }
    bench.wishes.send(Wish::Near).await.unwrap();
    let mut session = bench.session().await;
    assert_eq!(session.next().await, Some(ChannelInput::Loudness(150)));
    assert_eq!(session.next().await, Some(ChannelInput::Invited));
    session.say(ChannelOutput::HangUp);
    bench.until(|view| view.visit.is_none()).await;
    bench.wishes.send(Wish::Headphones(true)).await.unwrap();
    assert_eq!(bench.session().await.next().await, Some(ChannelInput::Started), "headphones shut the hall out");
}

#[tokio::test]
async fn who_comes_near_is_invited_once() {
    let mut bench = Bench::new(Twin::default(), &[]);
    bench.wishes.send(Wish::Near).await.unwrap();
    let mut session = bench.session().await;
    assert_eq!(session.next().await, Some(ChannelInput::Invited));
    session.say(ChannelOutput::HangUp);
    bench.until(|view| view.visit.is_none()).await;
    bench.wishes.send(Wish::Near).await.unwrap();
    bench.press("ok").await;
    assert_eq!(bench.session().await.next().await, Some(ChannelInput::Started), "not invited again so soon");
}

#[tokio::test]
async fn nobody_is_invited_where_the_settings_say_so() {
    let mut bench = Bench::with(Twin::default(), |config| config.invite = false);
    bench.wishes.send(Wish::Near).await.unwrap();
    bench.press("ok").await;
    assert_eq!(bench.session().await.next().await, Some(ChannelInput::Started));
}

#[tokio::test]
async fn every_key_sounds_also_one_without_a_function() {
    let mut bench = Bench::with(Twin::default(), |config| config.key_tones = true);
    bench.press("ok").await;
    let _session = bench.session().await;
    for key in ["help", "unknown"] {
        bench.press(key).await;
    }
    let mut tones = 0;
    while tones < 3 {
        tones += usize::from(matches!(bench.order().await, SoundOrder::Tone));
    }
}
