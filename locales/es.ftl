# Everything that Spraakloket itself says in Spanish. Short sentences, written to be heard.

# The beginning and the end.
greeting = Bienvenido. Está hablando con un ordenador.
greeting-kept = Las preguntas que no sé responder se guardan, sin sus datos personales.
greeting-language = Para español, pulse hacia arriba hasta oír «español» y después la tecla grande.
greeting-help-mute = Escriba su pregunta o elija un tema.
greeting-help-alone = Diga «ayuda» para oír lo que sé hacer.
greeting-keys = La tecla grande me interrumpe y elige. Con la tecla hacia abajo recorre todos los temas. La tecla de ayuda explica las teclas.
greeting-help = Diga «ayuda» para oír lo que sé hacer, o «empleado» para hablar con una persona.
greeting-help-phone = Diga «ayuda» para oír lo que sé hacer. Para un empleado, pulse cero.
greeting-help-phone-alone = Diga «ayuda» para oír lo que sé hacer.
lost = Algo ha ido mal. Se ha perdido nuestra conversación. Empezamos de nuevo.
invitation = Buenos días. Soy un ordenador y respondo preguntas sobre la administración. Pulse una tecla o haga su pregunta.
invitation-mute = Buenos días. Soy un ordenador y respondo preguntas sobre la administración. Pulse una tecla o toque la pantalla.
ask = Haga su pregunta.
start-over = De acuerdo, empezamos de nuevo. Haga su pregunta.
anything-else = ¿Tiene otra pregunta?
welcome = De nada. ¿Tiene otra pregunta?
goodbye = Adiós.

# Answers.
not-found = Eso no lo sé. ¿Puede preguntarlo de otra manera? O diga: empleado.
not-found-mute = Eso no lo sé. ¿Puede preguntarlo de otra manera? O elija: empleado.
not-found-alone = Eso no lo sé. ¿Puede preguntarlo de otra manera?
not-found-mute-alone = Eso no lo sé. ¿Puede preguntarlo de otra manera?
say-differently = Entonces no le he entendido bien. ¿Puede preguntarlo de otra manera?
clarify = ¿Quiere decir: { $first }? ¿O: { $second }?
which = ¿Qué quiere decir? Lo primero: { $first }. Lo segundo: { $second }.
confirm = No le he oído bien. ¿Su pregunta es sobre: { $subject }?
confirm-mute = No estoy seguro de lo que quiere decir. ¿Su pregunta es sobre: { $subject }?
confirm-meant = No estoy seguro de entenderle. ¿Su pregunta es sobre: { $subject }?
about = Tema: { $subject }.
likely = ¿Quería decir otra cosa? Entonces diga: no.
likely-more = Diga «más» para: { $headings }.
dont-know = No importa. Diga con sus palabras de qué se trata.
data-not-needed = No necesito sus datos personales. No los uso.
offer = ¿Quiere oír más sobre: { $headings }?
offer-mute = ¿Quiere saber más sobre: { $headings }?
marked = { $name }, { $place } de { $count }.
marked-how = Elija con la tecla grande.
no-such-choice = Esa opción no existe.
nothing-to-choose = Ahora no hay nada que elegir. Haga su pregunta.
or = o
yes = Sí
no = No
source = Esto viene de { $organisation }.
see-source = El importe o el plazo puede haber cambiado. Mire la página { $page } de { $organisation }.
second-question = Ahora su otra pregunta.
second-referred = No puedo responder así a su otra pregunta. Hágala otra vez por separado.
machine-translated = Este texto lo ha traducido un ordenador. Puede contener errores.
only-in-dutch = Esta respuesta solo la tengo en neerlandés.
only-in-english = Esta respuesta solo la tengo en inglés.
where = Esto está en la página { $page } de { $organisation }. Se comprobó el { $date }.
spelling = Deletreo: { $word }.
nothing-said-yet = Todavía no le he dicho nada. Haga su pregunta.
no-more = Es todo lo que sé de esto. Un empleado puede ayudarle más. Diga: empleado.
no-more-mute = Es todo lo que sé de esto. Un empleado puede ayudarle más. Elija: empleado.
no-more-alone = Es todo lo que sé de esto.
no-more-mute-alone = Es todo lo que sé de esto.
no-suggestions = De acuerdo. Ya no daré consejos.

# Commands.
slower = Ahora hablo más despacio.
slowest = No puedo hablar más despacio.
faster = Ahora hablo más rápido.
fastest = No puedo hablar más rápido.
louder = Ahora hablo más alto.
loudest = No puedo hablar más alto.
softer = Ahora hablo más bajo.
softest = No puedo hablar más bajo.
paused = Espero. Diga «siga» cuando pueda continuar.
more-time = De acuerdo. A partir de ahora le espero más tiempo.
paused-mute = Espero. Elija «siga» cuando pueda continuar.
language-changed = Ahora hablo español. Haga su pregunta.
language-changed-mute = Ahora está en español. Haga su pregunta.
help = Puede simplemente hacer su pregunta. También puede decir: pare, repita, más despacio, más alto, más o atrás. Diga «dónde está escrito» para la fuente. Diga «otro idioma» para el neerlandés. Diga «empleado» para una persona. Todo se puede también con las teclas.
help-alone = Puede simplemente hacer su pregunta. También puede decir: pare, repita, más despacio, más alto, más o atrás. Diga «dónde está escrito» para la fuente. Diga «otro idioma» para el neerlandés. Todo se puede también con las teclas.
help-mute = Escriba su pregunta o elija un tema. En «qué más puedo hacer» ve las otras opciones.
help-keypad = Estas son las teclas en orden.
help-keypad-end = Mantenga una tecla un segundo para oír lo que hace.
help-phone = Puede simplemente hacer su pregunta. También puede decir: pare, repita, más despacio, más alto, más o atrás. O use las teclas. Uno repite, dos va más despacio, ocho más rápido, nueve cambia de idioma. Cero es un empleado, asterisco vuelve atrás y almohadilla salta.

# When something is not heard, or takes long, or fails.
reprompt = Le escucho. Haga su pregunta o diga: ayuda.
reprompt-mute = Escriba su pregunta o elija un tema.
reprompt-keys = No le oigo. También puede usar las teclas. Diga «empleado» para una persona.
reprompt-keys-mute = Escriba su pregunta o elija un tema. O elija: empleado.
reprompt-keys-alone = No le oigo. También puede usar las teclas.
reprompt-keys-mute-alone = Escriba su pregunta o elija un tema.
still-there = ¿Sigue ahí? Cierro en { $seconds } segundos. Diga sí o pulse una tecla, y espero.
still-there-mute = ¿Sigue ahí? Cierro en { $seconds } segundos. Pulse una tecla o toque la pantalla, y espero.
seconds-left = Quedan { $seconds } segundos.
still-here = De acuerdo, espero. Tómese su tiempo.
not-heard = No le he oído. Dígalo otra vez, por favor.
not-heard-keys = No le oigo bien. Las teclas funcionan siempre. Diga «empleado» para una persona.
not-heard-keys-alone = No le oigo bien. Las teclas funcionan siempre.
too-soft = Casi no le oigo. Acérquese o hable más alto.
too-loud = Habla muy alto. Hable un poco más bajo.
too-noisy = Aquí hay ruido. Las teclas funcionan siempre.
too-long = Le interrumpo un momento. Haga una sola pregunta corta, y busco la respuesta.
patience = Un momento.
patience-longer = Sigo buscando.
failed = Perdón, algo ha ido mal. Haga su pregunta otra vez o diga: empleado.
failed-mute = Perdón, algo ha ido mal. Haga su pregunta otra vez o elija: empleado.
failed-alone = Perdón, algo ha ido mal. Haga su pregunta otra vez.
failed-mute-alone = Perdón, algo ha ido mal. Haga su pregunta otra vez.

# Danger.
emergency = ¿Hay peligro? Llame al 112.
# 113.nl, "Crisislijn": 0800-0113 is free, day and night; 113 is free too since October 2025. Looked up 2026-11-26.
despair = Siento que sea tan difícil. No tiene que llevarlo solo. Llame ahora al 113, prevención del suicidio: 0800-0113, gratis, día y noche. En 113.nl puede escribir. Si hay una vida en peligro, llame al 112.
# government.nl, "What can I do if I know or suspect that a child is being abused?"; centrumseksueelgeweld.nl.
# Looked up 2026-11-26.
abuse = Lo siento mucho. ¿Está usted o está alguien en peligro ahora? Llame al 112. Para ayuda y consejo llame a Veilig Thuis: 0800-2000, gratis, día y noche. Después de violencia sexual llame al Centrum Seksueel Geweld: 0800-0188, gratis. Los niños llaman al Kindertelefoon: 0800-0432, gratis.

# About the desk itself, and what is no question.
desk-robot = Soy un ordenador. Busco respuestas en textos oficiales fiables. Si quiere una persona, diga: empleado.
desk-recorded = No. Esta conversación no se graba y sus datos no se guardan.
desk-recorded-elsewhere = Esta conversación no se graba aquí y sus datos no se guardan. Su voz sí va a otro ordenador, que reconoce las palabras. Lo ha elegido el responsable de este puesto.
desk-recorded-elsewhere-kept = Su voz no se graba aquí. Su voz sí va a otro ordenador, que reconoce las palabras. Lo ha elegido el responsable de este puesto. Las preguntas que no sé responder se guardan un tiempo sin sus datos.
desk-recorded-kept = Su voz no se graba. Las preguntas que no sé responder se guardan un tiempo sin sus datos.
desk-what-can-you-do = Respondo preguntas sobre el municipio y la administración, como pasaporte, mudanza y ayudas. Haga su pregunta.
desk-who-are-you = Soy Spraakloket, un ordenador que responde preguntas sobre la administración. Haga su pregunta.
desk-hear-me = Sí, le oigo. Haga su pregunta.
desk-other = Soy un ordenador que responde preguntas sobre la administración. Haga su pregunta.
said-greeting = Buenos días. ¿En qué puedo ayudarle?
said-how-are-you = Gracias, bien. ¿En qué puedo ayudarle?
said-sorry = No importa. ¿En qué puedo ayudarle?
said-compliment = Gracias. ¿Puedo ayudarle en algo más?
said-complaint = Siento no ayudarle bien. Diga «empleado» para una persona, o pregunte de otra manera.
said-insult = Siento que esto no vaya bien. Diga «empleado» para una persona, o pregunte de otra manera.
said-nonsense = Con eso no puedo hacer nada. Pregunte sobre el municipio o la administración, o diga: ayuda.
step = paso { $number }
confused = Lo digo otra vez, más despacio. Diga «empleado» para una persona.
# Its own name, said among others.
language-offered = Español.
other-languages = Hablo varios idiomas. Diga el nombre del suyo. Diga «empleado» para una persona.

# Somebody else's matter, with where to turn.
elsewhere = De eso no sé nada. Respondo preguntas sobre el municipio y la administración.
elsewhere-parcel = De eso no sé nada. Pregunte al transportista o a la tienda donde compró.
elsewhere-bank = De eso no sé nada. Hable con su banco.
elsewhere-doctor = De eso no sé nada. Llame a su médico, o por la noche y el fin de semana al médico de guardia. Si hay una vida en peligro, llame al 112.
elsewhere-weather = No sé qué tiempo hace. Mire en knmi.nl.
elsewhere-vote-advice = No aconsejo a quién votar. Puede comparar partidos, por ejemplo con StemWijzer.
elsewhere-public-transport = De eso no sé nada. Mire en 9292.nl o pregunte al transportista.
elsewhere-time-and-date = No tengo reloj ni calendario. Pregunte sobre el municipio o la administración.
elsewhere-telecom = De eso no sé nada. Hable con su compañía de teléfono o internet.
elsewhere-utilities = De eso no sé nada. Hable con su compañía. Si hay una avería, llame gratis al 0800-9009.
elsewhere-job-search = No tengo ofertas de trabajo. Mire en werk.nl de UWV.
elsewhere-legal-advice = De eso no sé nada. El Juridisch Loket da consejo jurídico gratis.
elsewhere-other-municipality = De eso no sé nada. Llame a su municipio: 14 y el prefijo.

# A human.
offer-staff = Eso tampoco lo sé. ¿Quiere hablar con un empleado?
offer-staff-alone = Eso tampoco lo sé.
handover-summary = Preguntó por: { $subject }.
handover-summary-question = Su pregunta era: { $question }.
handover-consent = Le digo al empleado: { $summary } ¿Está bien?
handover-trying = Un momento, busco un empleado.
handover-patience = Sigo intentándolo. Un momento.
handover-done = Un empleado sigue con usted.
handover-closed = Ahora no hay ningún empleado disponible.
handover-none = Aquí no puede venir ningún empleado.
handover-none-unknown = Aquí no puede venir ningún empleado. Pregunte en la ventanilla o llame al municipio.
handover-failed = No he podido localizar a un empleado.
handover-phone = Llame al { $phone }.
handover-hours = El horario es: { $hours }.

# Whether it was clear.
feedback = ¿Ha quedado claro? Diga sí o no. También puede seguir preguntando.
feedback-mute = ¿Ha quedado claro? Elija sí o no. También puede seguir preguntando.
feedback-thanks = Bien. ¿Tiene otra pregunta?
feedback-sorry = Lo siento. ¿Quiere hablar con un empleado?
feedback-sorry-alone = Lo siento.
no-screen = Aquí no tengo pantalla.
look-changed = La pantalla ha cambiado.

# The telephone line.
lines-busy = Todas las líneas están ocupadas. Llame más tarde. Adiós.
line-closing = Esta línea se cierra ahora. Llame más tarde. Adiós.
line-too-long = Esta llamada ha durado todo lo que puede. Puede llamar otra vez. Adiós.
line-no-sound = No oigo nada de usted, por eso cuelgo. Puede llamar otra vez. Adiós.

# Going through the subjects by key.
subjects = Temas.
subjects-how = Con abajo y arriba avanza. La tecla grande elige. Atrás vuelve un paso.
subjects-in = { $name }.
no-subjects = Ahora no hay temas. Haga su pregunta.
language-name = español
language-chosen = Para seguir en español, pulse la tecla grande.
no-letter = No hay nada con la letra { $letter }.

# How something is answered by key, told once in a visit.
how-yes-no = La tecla grande es sí, atrás es no.
how-either = Con la tecla hacia abajo los oye uno a uno. La tecla grande elige. Atrás es ninguno de los dos.
how-offer = Con la tecla hacia abajo oye cada parte. La tecla grande elige.

# What each key does.
key-ok = La tecla grande. Sí, elegir, o: silencio, quiero decir algo.
key-back = Atrás. Un paso atrás, o no.
key-up = Arriba. La opción anterior.
key-down = Abajo. La opción siguiente, o los temas.
key-repeat = Repetir. La última respuesta otra vez.
key-louder = Más alto.
key-softer = Más bajo.
key-easier = Más fácil. Dice la respuesta con palabras sencillas, paso a paso.
key-faster = Hablar más rápido.
key-slower = Hablar más despacio.
key-help = Ayuda. Explica las teclas.
key-staff = Empleado. Pide que venga una persona.
key-staff-alone = Empleado. A quién puede llamar.
key-no = No.
key-choose = Una cifra. Elige lo que está en ese lugar.
key-letter = Una letra. Va a esa letra en los temas.
key-subjects = Temas. Recorre todos los temas.
key-unknown = Esta tecla no hace nada aquí. La tecla de ayuda explica las teclas.
key-stop = Pare. Me callo.
key-pause = Pausa. Espero.
key-more-time = Más tiempo. Le espero más.
key-continue = Siga.
key-repeat-sentence = La última frase otra vez.
key-more = Más. Cuenta la parte siguiente.
key-start-over = De nuevo. Una pregunta nueva.
key-where-is-that = Dónde está escrito. Dice la fuente.
key-spell = Deletrear. Deletrea la palabra más difícil de la última frase.
key-other-language = Otro idioma.
key-no-suggestions = Sin consejos.
key-larger-text = Letras más grandes.
key-smaller-text = Letras más pequeñas.
key-contrast = Pantalla clara u oscura.
key-blank = Apaga o enciende la pantalla.
key-goodbye = Terminado. La conversación acaba.
key-emergency = Emergencia.
