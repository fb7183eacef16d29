# Everything that Spraakloket itself says in Turkish. Short sentences, written to be heard.

# The beginning and the end.
greeting = Hoş geldiniz. Bir bilgisayarla konuşuyorsunuz.
greeting-kept = Cevaplayamadığım sorular saklanır, kişisel bilgileriniz olmadan.
greeting-language = Türkçe için “Türkçe” duyana kadar yukarı tuşuna, sonra büyük tuşa basın.
greeting-help-mute = Sorunuzu yazın ya da bir konu seçin.
greeting-help-alone = Neler yapabildiğimi duymak için "yardım" deyin.
greeting-keys = Büyük tuş sözümü keser ve seçim yapar. Aşağı tuşuyla bütün konuları gezersiniz. Yardım tuşu tuşları açıklar.
greeting-help = Neler yapabildiğimi duymak için "yardım" deyin, bir insanla konuşmak için "görevli" deyin.
greeting-help-phone = Neler yapabildiğimi duymak için "yardım" deyin. Bir görevli için sıfıra basın.
greeting-help-phone-alone = Neler yapabildiğimi duymak için "yardım" deyin.
lost = Bir şeyler ters gitti. Konuşmamız koptu. Baştan başlıyoruz.
invitation = İyi günler. Ben bir bilgisayarım ve devlet işleriyle ilgili soruları cevaplıyorum. Bir tuşa basın ya da sorunuzu sorun.
invitation-mute = İyi günler. Ben bir bilgisayarım ve devlet işleriyle ilgili soruları cevaplıyorum. Bir tuşa basın ya da ekrana dokunun.
ask = Sorunuzu sorun.
start-over = Tamam, baştan başlıyoruz. Sorunuzu sorun.
anything-else = Başka bir sorunuz var mı?
welcome = Rica ederim. Başka bir sorunuz var mı?
goodbye = Hoşça kalın.

# Answers.
not-found = Bunu bilmiyorum. Başka türlü sorabilir misiniz? Ya da "görevli" deyin.
not-found-mute = Bunu bilmiyorum. Başka türlü sorabilir misiniz? Ya da "görevli" seçin.
not-found-alone = Bunu bilmiyorum. Başka türlü sorabilir misiniz?
not-found-mute-alone = Bunu bilmiyorum. Başka türlü sorabilir misiniz?
say-differently = Demek ki sizi iyi anlamadım. Başka türlü sorabilir misiniz?
clarify = Şunu mu soruyorsunuz: { $first }? Yoksa şunu mu: { $second }?
which = Hangisini soruyorsunuz? Birincisi: { $first }. İkincisi: { $second }.
confirm = Sizi iyi duyamadım. Sorunuz şununla mı ilgili: { $subject }?
confirm-mute = Ne demek istediğinizden emin değilim. Sorunuz şununla mı ilgili: { $subject }?
confirm-meant = Sizi anladığımdan emin değilim. Sorunuz şununla mı ilgili: { $subject }?
about = Konu: { $subject }.
likely = Başka bir şey mi soruyordunuz? O zaman "hayır" deyin.
likely-more = Şunlar için "devam" deyin: { $headings }.
dont-know = Sorun değil. Konunun ne olduğunu kendi sözlerinizle anlatın.
data-not-needed = Kişisel bilgilerinize ihtiyacım yok. Onları kullanmıyorum.
offer = Şunlardan biri hakkında daha fazla duymak ister misiniz: { $headings }?
offer-mute = Şunlardan biri hakkında daha fazla bilmek ister misiniz: { $headings }?
marked = { $name }, { $count } seçenekten { $place }.
marked-how = Büyük tuşla seçin.
no-such-choice = Böyle bir seçenek yok.
nothing-to-choose = Şu anda seçilecek bir şey yok. Sorunuzu sorun.
or = ya da
yes = Evet
no = Hayır
source = Bu bilgi { $organisation } kaynağından.
see-source = Tutar ya da süre değişmiş olabilir. { $organisation } sitesinde { $page } sayfasına bakın.
second-question = Şimdi diğer sorunuz.
second-referred = Diğer sorunuzu böyle cevaplayamıyorum. Lütfen onu ayrıca sorun.
machine-translated = Bu metni bir bilgisayar çevirdi. İçinde hatalar olabilir.
only-in-dutch = Bu cevap bende yalnızca Hollandaca var.
only-in-english = Bu cevap bende yalnızca İngilizce var.
where = Bu bilgi { $organisation } sitesinde { $page } sayfasında. { $date } tarihinde kontrol edildi.
spelling = Harf harf söylüyorum: { $word }.
nothing-said-yet = Size henüz bir şey anlatmadım. Sorunuzu sorun.
no-more = Bu konuda bildiğim her şey bu. Bir görevli size daha fazla yardım edebilir. "Görevli" deyin.
no-more-mute = Bu konuda bildiğim her şey bu. Bir görevli size daha fazla yardım edebilir. "Görevli" seçin.
no-more-alone = Bu konuda bildiğim her şey bu.
no-more-mute-alone = Bu konuda bildiğim her şey bu.
no-suggestions = Tamam. Artık öneride bulunmayacağım.

# Commands.
slower = Şimdi daha yavaş konuşuyorum.
slowest = Daha yavaş konuşamıyorum.
faster = Şimdi daha hızlı konuşuyorum.
fastest = Daha hızlı konuşamıyorum.
louder = Şimdi daha yüksek sesle konuşuyorum.
loudest = Daha yüksek sesle konuşamıyorum.
softer = Şimdi daha alçak sesle konuşuyorum.
softest = Daha alçak sesle konuşamıyorum.
paused = Bekliyorum. Devam etmemi istediğinizde "devam et" deyin.
more-time = Tamam. Bundan sonra sizi daha uzun bekleyeceğim.
paused-mute = Bekliyorum. Devam etmemi istediğinizde "devam et" seçin.
language-changed = Şimdi Türkçe konuşuyorum. Sorunuzu sorun.
language-changed-mute = Şimdi Türkçe yazıyorum. Sorunuzu sorun.
help = Sorunuzu doğrudan sorabilirsiniz. Şunları da diyebilirsiniz: dur, tekrar, daha yavaş, daha yüksek, daha fazla ya da geri. Kaynak için "bu nerede yazıyor" deyin. Hollandaca için "başka dil" deyin. Bir insanla konuşmak için "görevli" deyin. Hepsini tuşlarla da yapabilirsiniz.
help-alone = Sorunuzu doğrudan sorabilirsiniz. Şunları da diyebilirsiniz: dur, tekrar, daha yavaş, daha yüksek, daha fazla ya da geri. Kaynak için "bu nerede yazıyor" deyin. Hollandaca için "başka dil" deyin. Hepsini tuşlarla da yapabilirsiniz.
help-mute = Sorunuzu yazın ya da bir konu seçin. "Başka ne yapabilirim" altında diğer seçenekleri görürsünüz.
help-keypad = Tuşlar sırayla şunlar.
help-keypad-end = Bir tuşun ne yaptığını duymak için onu bir saniye basılı tutun.
help-phone = Sorunuzu doğrudan sorabilirsiniz. Şunları da diyebilirsiniz: dur, tekrar, daha yavaş, daha yüksek, daha fazla ya da geri. Ya da tuşları kullanın. Bir tekrar eder, iki yavaşlatır, sekiz hızlandırır, dokuz dili değiştirir. Sıfır görevliyi bağlar, yıldız geri gider, kare atlar.

# When something is not heard, or takes long, or fails.
reprompt = Sizi dinliyorum. Sorunuzu sorun ya da "yardım" deyin.
reprompt-mute = Sorunuzu yazın ya da bir konu seçin.
reprompt-keys = Sizi duyamıyorum. Tuşları da kullanabilirsiniz. Bir insanla konuşmak için "görevli" deyin.
reprompt-keys-mute = Sorunuzu yazın ya da bir konu seçin. Ya da "görevli" seçin.
reprompt-keys-alone = Sizi duyamıyorum. Tuşları da kullanabilirsiniz.
reprompt-keys-mute-alone = Sorunuzu yazın ya da bir konu seçin.
still-there = Hâlâ orada mısınız? { $seconds } saniye sonra kapatıyorum. "Evet" deyin ya da bir tuşa basın, o zaman beklerim.
still-there-mute = Hâlâ orada mısınız? { $seconds } saniye sonra kapatıyorum. Bir tuşa basın ya da ekrana dokunun, o zaman beklerim.
seconds-left = { $seconds } saniye kaldı.
still-here = Tamam, bekliyorum. Acele etmeyin.
not-heard = Sizi duyamadım. Lütfen tekrar söyleyin.
not-heard-keys = Sizi iyi duyamıyorum. Tuşlar her zaman çalışır. Bir insanla konuşmak için "görevli" deyin.
not-heard-keys-alone = Sizi iyi duyamıyorum. Tuşlar her zaman çalışır.
too-soft = Sizi zor duyuyorum. Lütfen yaklaşın ya da daha yüksek sesle konuşun.
too-loud = Sesiniz çok yüksek. Lütfen biraz daha alçak sesle konuşun.
too-noisy = Burası gürültülü. Tuşlar her zaman çalışır.
too-long = Sözünüzü kesiyorum. Tek bir kısa soru sorun, cevabını arayayım.
patience = Bir dakika lütfen.
patience-longer = Hâlâ arıyorum.
failed = Özür dilerim, bir şeyler ters gitti. Sorunuzu tekrar sorun ya da "görevli" deyin.
failed-mute = Özür dilerim, bir şeyler ters gitti. Sorunuzu tekrar sorun ya da "görevli" seçin.
failed-alone = Özür dilerim, bir şeyler ters gitti. Sorunuzu tekrar sorun.
failed-mute-alone = Özür dilerim, bir şeyler ters gitti. Sorunuzu tekrar sorun.

# Danger.
emergency = Tehlike mi var? 112'yi arayın.
# 113.nl, "Crisislijn": 0800-0113 is free, day and night; 113 is free too since October 2025. Looked up 2026-11-26.
despair = Sizin için bu kadar zor olmasına üzüldüm. Bunu tek başınıza taşımak zorunda değilsiniz. Şimdi intiharı önleme hattı 113'ü arayın: 0800-0113, ücretsiz, gece ve gündüz. 113.nl sitesinde yazışabilirsiniz. Hayati tehlike varsa 112'yi arayın.
# government.nl, "What can I do if I know or suspect that a child is being abused?"; centrumseksueelgeweld.nl.
# Looked up 2026-11-26.
abuse = Çok üzüldüm. Siz ya da bir başkası şu anda tehlikede mi? 112'yi arayın. Yardım ve danışma için Veilig Thuis'i arayın: 0800-2000, ücretsiz, gece ve gündüz. Cinsel şiddetten sonra Centrum Seksueel Geweld'i arayın: 0800-0188, ücretsiz. Çocuklar Kindertelefoon'u arayabilir: 0800-0432, ücretsiz.

# About the desk itself, and what is no question.
desk-robot = Ben bir bilgisayarım. Devletin güvenilir metinlerinde cevap arıyorum. Bir insanla konuşmak isterseniz "görevli" deyin.
desk-recorded = Hayır. Bu konuşma kaydedilmiyor ve bilgileriniz saklanmıyor.
desk-recorded-elsewhere = Bu konuşma burada kaydedilmiyor ve bilgileriniz saklanmıyor. Ancak sesiniz, sözleri tanıyan başka bir bilgisayara gidiyor. Onu bu gişenin işletmecisi seçti.
desk-recorded-elsewhere-kept = Sesiniz burada kaydedilmiyor. Ancak sesiniz, sözleri tanıyan başka bir bilgisayara gidiyor. Onu bu gişenin işletmecisi seçti. Cevaplayamadığım sorular bir süre bilgileriniz olmadan saklanır.
desk-recorded-kept = Sesiniz kaydedilmiyor. Cevaplayamadığım sorular bir süre bilgileriniz olmadan saklanır.
desk-what-can-you-do = Belediye ve devletle ilgili soruları cevaplıyorum: pasaport, taşınma, devlet destekleri ve ödenekler gibi. Sorunuzu sorun.
desk-who-are-you = Ben Spraakloket'im, devletle ilgili soruları cevaplayan bir bilgisayar. Sorunuzu sorun.
desk-hear-me = Evet, sizi duyuyorum. Sorunuzu sorun.
desk-other = Ben devletle ilgili soruları cevaplayan bir bilgisayarım. Sorunuzu sorun.
said-greeting = İyi günler. Size nasıl yardım edebilirim?
said-how-are-you = Teşekkür ederim, iyiyim. Size nasıl yardım edebilirim?
said-sorry = Önemli değil. Size nasıl yardım edebilirim?
said-compliment = Teşekkür ederim. Başka bir konuda yardım edebilir miyim?
said-complaint = Size iyi yardım edemediğim için üzgünüm. Bir insanla konuşmak için "görevli" deyin ya da sorunuzu başka türlü sorun.
said-insult = Bunun iyi gitmediğine üzüldüm. Bir insanla konuşmak için "görevli" deyin ya da sorunuzu başka türlü sorun.
said-nonsense = Bundan bir şey anlamadım. Belediye ya da devletle ilgili bir soru sorun ya da "yardım" deyin.
step = adım { $number }
confused = Bir daha, daha yavaş söylüyorum. Bir insanla konuşmak için "görevli" deyin.
# Its own name, said among others.
language-offered = Türkçe.
other-languages = Birkaç dil konuşuyorum. Dilinizin adını söyleyin. Bir insanla konuşmak için "görevli" deyin.

# Somebody else's matter, with where to turn.
elsewhere = Bu benim konum değil. Belediye ve devletle ilgili soruları cevaplıyorum.
elsewhere-parcel = Bu benim konum değil. Taşıma şirketine ya da sipariş verdiğiniz mağazaya sorun.
elsewhere-bank = Bu benim konum değil. Bankanızla görüşün.
elsewhere-doctor = Bu benim konum değil. Aile doktorunuzu arayın, akşam ve hafta sonu nöbetçi doktoru. Hayati tehlike varsa 112'yi arayın.
elsewhere-weather = Hava durumunu bilmiyorum. knmi.nl sitesine bakın.
elsewhere-vote-advice = Kime oy vereceğiniz konusunda öneride bulunmam. StemWijzer gibi bir araçla partileri karşılaştırabilirsiniz.
elsewhere-public-transport = Bu benim konum değil. 9292.nl sitesine bakın ya da taşıma şirketine sorun.
elsewhere-time-and-date = Saatim ve takvimim yok. Belediye ya da devletle ilgili bir soru sorabilirsiniz.
elsewhere-telecom = Bu benim konum değil. Telefon ya da internet şirketinizle görüşün.
elsewhere-utilities = Bu benim konum değil. Enerji ya da su şirketinizle görüşün. Arıza varsa 0800-9009'u arayın, ücretsiz.
elsewhere-job-search = Bende iş ilanı yok. UWV'nin werk.nl sitesine bakın.
elsewhere-legal-advice = Bu benim konum değil. Juridisch Loket ücretsiz hukuki danışmanlık verir.
elsewhere-other-municipality = Bu benim konum değil. Kendi belediyenizi arayın: 14 ve alan kodu.

# A human.
offer-staff = Bunu da bilmiyorum. Bir görevliyle konuşmak ister misiniz?
offer-staff-alone = Bunu da bilmiyorum.
handover-summary = Şunu sordunuz: { $subject }.
handover-summary-question = Sorunuz şuydu: { $question }.
handover-consent = Görevliye şunu iletiyorum: { $summary } Uygun mu?
handover-trying = Bir dakika, bir görevli arıyorum.
handover-patience = Hâlâ deniyorum. Bir dakika lütfen.
handover-done = Bir görevli benden devralıyor.
handover-closed = Şu anda hiçbir görevliye ulaşılamıyor.
handover-none = Burada yanınıza bir görevli gelemiyor.
handover-none-unknown = Burada yanınıza bir görevli gelemiyor. Gişeye sorun ya da belediyeyi arayın.
handover-failed = Şu anda bir görevliye ulaşamadım.
handover-phone = Şu numarayı arayın: { $phone }.
handover-hours = Çalışma saatleri: { $hours }.

# Whether it was clear.
feedback = Bu anlaşılır mıydı? "Evet" ya da "hayır" deyin. Başka bir soru da sorabilirsiniz.
feedback-mute = Bu anlaşılır mıydı? "Evet" ya da "hayır" seçin. Başka bir soru da sorabilirsiniz.
feedback-thanks = İyi. Başka bir sorunuz var mı?
feedback-sorry = Üzüldüm. Bir görevliyle konuşmak ister misiniz?
feedback-sorry-alone = Üzüldüm.
no-screen = Burada ekranım yok.
look-changed = Ekran değişti.

# The telephone line.
lines-busy = Bütün hatlar dolu. Lütfen daha sonra arayın. Hoşça kalın.
line-closing = Bu hat şimdi kapanıyor. Lütfen daha sonra arayın. Hoşça kalın.
line-too-long = Bu görüşme en uzun süresine ulaştı. Tekrar arayabilirsiniz. Hoşça kalın.
line-no-sound = Sizden ses gelmiyor. Bu yüzden kapatıyorum. Tekrar arayabilirsiniz. Hoşça kalın.

# Going through the subjects by key.
subjects = Konular.
subjects-how = Aşağı ve yukarı tuşlarıyla ilerlersiniz. Büyük tuş seçer. Geri tuşu bir adım geri gider.
subjects-in = { $name }.
no-subjects = Şu anda konu yok. Sorunuzu sorun.
language-name = Türkçe
language-chosen = Türkçe devam etmek için büyük tuşa basın.
no-letter = { $letter } harfiyle başlayan bir şey yok.

# How something is answered by key, told once in a visit.
how-yes-no = Büyük tuş evet, geri tuşu hayır demektir.
how-either = Aşağı tuşuyla onları tek tek duyarsınız. Büyük tuş seçer. Geri tuşu hiçbiri demektir.
how-offer = Aşağı tuşuyla her bölümü duyarsınız. Büyük tuş seçer.

# What each key does.
key-ok = Büyük tuş. Evet, seç ya da: sus, bir şey söylemek istiyorum.
key-back = Geri. Bir adım geri ya da hayır.
key-up = Yukarı. Önceki seçenek.
key-down = Aşağı. Sonraki seçenek ya da konular.
key-repeat = Tekrar. Son cevabı bir daha söyler.
key-louder = Daha yüksek ses.
key-softer = Daha alçak ses.
key-easier = Daha kolay. Cevabı basit sözlerle, adım adım anlatır.
key-faster = Daha hızlı konuşur.
key-slower = Daha yavaş konuşur.
key-help = Yardım. Tuşları açıklar.
key-staff = Görevli. Bir insan çağırır.
key-staff-alone = Görevli. Kimi arayabileceğinizi söyler.
key-no = Hayır.
key-choose = Bir rakam. O sıradakini seçer.
key-letter = Bir harf. Konularda o harfe gider.
key-subjects = Konular. Bütün konuları gezer.
key-unknown = Bu tuş burada bir şey yapmıyor. Yardım tuşu tuşları açıklar.
key-stop = Dur. Susarım.
key-pause = Ara. Beklerim.
key-more-time = Daha fazla zaman. Sizi daha uzun beklerim.
key-continue = Devam et.
key-repeat-sentence = Son cümleyi bir daha söyler.
key-more = Daha fazla. Sonraki bölümü anlatır.
key-start-over = Baştan başla. Yeni bir soru.
key-where-is-that = Bu nerede yazıyor. Kaynağı söyler.
key-spell = Harf harf. Son cümledeki en zor kelimeyi harf harf söyler.
key-other-language = Başka dil.
key-no-suggestions = Artık öneri yok.
key-larger-text = Daha büyük harfler.
key-smaller-text = Daha küçük harfler.
key-contrast = Açık ya da koyu ekran.
key-blank = Ekranı kapatır ya da açar.
key-goodbye = Bitti. Konuşma sona erer.
key-emergency = Acil durum.
