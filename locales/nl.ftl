# Everything that Spraakloket itself says in Dutch. Short sentences, "u", written to be heard.

not-found = Dat weet ik niet. Een medewerker kan u verder helpen. Zeg: medewerker.
clarify = Bedoelt u { $first }, of { $second }?
confirm = Ik heb u niet goed verstaan. Gaat uw vraag over: { $subject }?
offer = Ik kan ook vertellen over { $headings }.
or = of
source = Dit komt van { $organisation }.
see-source = Het bedrag of de termijn kan veranderd zijn. Kijk op { $page } van { $organisation }.
handover = Een medewerker helpt u graag.
command-understood = Goed.
emergency = Is er gevaar? Bel nu 112.
second-question = Dan uw andere vraag.
second-referred = Op uw andere vraag heb ik zo geen antwoord. Stel die daarna nog eens apart.
where = Dit staat op de pagina { $page } van { $organisation }. Het is nagekeken op { $date }.
nothing-said-yet = Ik heb u nog niets verteld. Stel uw vraag.
no-more = Meer weet ik hier niet over. Een medewerker kan u verder helpen. Zeg: medewerker.
