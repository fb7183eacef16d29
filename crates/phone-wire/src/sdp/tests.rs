use super::*;
use proptest::prelude::*;

const OFFER: &str = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n\
    m=audio 4000 RTP/AVP 0 8 9 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n\
    a=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\nm=video 5000 RTP/AVP 97\r\na=inactive\r\n";
const OURS: OurSide =
    OurSide { address: IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), port: 6000, session: 5, version: 1 };

#[test]
fn the_best_codec_in_common_is_agreed_on() {
    let offer = Description::parse(OFFER).unwrap();
    let agreed = offer.agree(&Codec::ALL).unwrap();
    assert_eq!((agreed.codec, agreed.payload_type, agreed.events), (Codec::G722, 9, Some(101)));
    assert_eq!((agreed.port, agreed.rtcp_port), (4000, 4001));
    let answer = offer.answer(&agreed, &OURS);
    assert!(answer.contains("m=audio 6000 RTP/AVP 9 101\r\na=rtpmap:9 G722/8000"), "{answer}");
    assert!(answer.contains("m=video 0 RTP/AVP 97\r\n"), "{answer}");
    let back = Description::parse(&answer).unwrap().agree(&Codec::ALL).unwrap();
    assert_eq!((back.codec, back.port, back.direction), (Codec::G722, 6000, Direction::SendReceive));
    assert_eq!(offer.agree(&[Codec::Pcma]).unwrap().codec, Codec::Pcma);
}

#[test]
fn our_own_offer_can_be_read() {
    let agreed = Description::parse(&OURS.offer(&Codec::ALL)).unwrap().agree(&[Codec::Pcmu]).unwrap();
    assert_eq!((agreed.codec, agreed.events), (Codec::Pcmu, Some(101)));
}

#[test]
fn hold_and_its_older_forms_are_seen() {
    for (change, direction, answered) in [
        (("a=sendrecv", "a=sendonly"), Direction::SendOnly, "a=recvonly"),
        (("a=sendrecv", "a=inactive"), Direction::Inactive, "a=inactive"),
        (("a=sendrecv", "a=recvonly"), Direction::ReceiveOnly, "a=sendonly"),
        (("c=IN IP4 192.0.2.1", "c=IN IP4 0.0.0.0"), Direction::SendOnly, "a=recvonly"),
    ] {
        let offer = Description::parse(&OFFER.replace(change.0, change.1)).unwrap();
        let agreed = offer.agree(&Codec::ALL).unwrap();
        assert_eq!(agreed.direction, direction);
        assert!(offer.answer(&agreed, &OURS).contains(answered), "{answered}");
    }
}

#[test]
fn what_is_no_plain_sound_is_refused() {
    for (text, error) in [
        ("", SdpError::Malformed),
        ("v=0\r\nm=audio", SdpError::Malformed),
        ("v=0\r\nm=video 5000 RTP/AVP 97", SdpError::NoSound),
        ("v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/SAVP 8", SdpError::NoSound),
        ("v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 0 RTP/AVP 8", SdpError::NoSound),
    ] {
        assert_eq!(Description::parse(text), Err(error), "{text}");
    }
    let opus = "v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 96\r\na=rtpmap:96 opus/48000/2";
    assert_eq!(Description::parse(opus).unwrap().agree(&Codec::ALL), Err(SdpError::NoCodec));
    let nowhere = "v=0\r\nm=audio 4000 RTP/AVP 8";
    assert_eq!(Description::parse(nowhere).unwrap().agree(&Codec::ALL), Err(SdpError::Malformed));
}

#[test]
fn numbers_of_their_own_and_shared_ports_are_kept() {
    let text = "v=0\r\nc=IN IP6 2001:db8::1\r\nm=audio 65535 RTP/AVP 100 102\r\na=rtpmap:100 pcma/8000/1\r\n\
                a=rtpmap:102 telephone-event/8000\r\na=rtcp-mux";
    let agreed = Description::parse(text).unwrap().agree(&Codec::ALL).unwrap();
    assert_eq!((agreed.payload_type, agreed.events, agreed.rtcp_port), (100, Some(102), 65535));
}

#[test]
fn packets_are_as_long_as_is_asked_for_within_reason() {
    for (asked, ms) in [
        ("", 20),
        ("a=ptime:30\r\n", 30),
        ("a=ptime:10\r\na=maxptime:10\r\n", 10),
        ("a=maxptime:10\r\n", 10),
        ("a=ptime:200\r\n", 60),
        ("a=ptime:25.0\r\n", 20),
        ("a=ptime:0\r\n", 20),
        ("a=maxptime:5\r\n", 10),
    ] {
        let offer = Description::parse(&OFFER.replace("a=sendrecv\r\n", asked)).unwrap();
        let agreed = offer.agree(&Codec::ALL).unwrap();
        assert_eq!(agreed.packet_ms, ms, "{asked}");
        assert!(offer.answer(&agreed, &OURS).contains(&format!("a=ptime:{ms}\r\n")));
    }
}

#[test]
fn feedback_profiles_are_answered_as_offered_and_names_are_looked_up() {
    let offer = Description::parse(&OFFER.replace("4000 RTP/AVP ", "4000 RTP/AVPF ")).unwrap();
    let answer = offer.answer(&offer.agree(&Codec::ALL).unwrap(), &OURS);
    assert!(answer.contains("m=audio 6000 RTP/AVPF 9 101\r\n"), "{answer}");
    let mut named = Description::parse(&OFFER.replace("c=IN IP4 192.0.2.1", "c=IN IP4 media.example")).unwrap();
    assert_eq!((named.host_name(), named.agree(&Codec::ALL)), (Some("media.example"), Err(SdpError::Malformed)));
    named.resolve(OURS.address);
    assert_eq!((named.host_name(), named.agree(&Codec::ALL).unwrap().address), (None, OURS.address));
    assert_eq!(offer.host_name(), None);
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(
        lines in proptest::collection::vec("[vomcast]=[ -~]{0,40}|a=rtpmap:[0-9]{1,3} [A-Z0-9/]{0,12}|m=audio [0-9]{1,5} RTP/AVP( [0-9]{1,3}){0,5}|c=IN IP4 [0-9.]{1,15}", 0..20)
    ) {
        let text = format!("v=0\r\n{}", lines.join("\r\n"));
        if let Ok(description) = Description::parse(&text)
            && let Ok(agreed) = description.agree(&Codec::ALL)
        {
            let answer = description.answer(&agreed, &OURS);
            prop_assert!(Description::parse(&answer).unwrap().agree(&Codec::ALL).is_ok());
        }
    }
}
