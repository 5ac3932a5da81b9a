"""An article in nonsense words, for rules that know a text by how it is set: no list has a word of it."""

from __future__ import annotations

HEAD = "Vondar melik na sorrun\n\nBresta Kolin\n3 May 2026\n\n"
ONE = "Vondar melik na sorrun teveka brom salit, mun galor nesti vorun kal, da fremi nolta zerin bask."
TWO = "Kelda sorrun vesti na brom, mun talik reno da galor, si vondar melik fran ostu nela korim."
THREE = "Zerin bask da nolta fremi, vorun kal si nesti galor mun, teveka brom salit na kelda ostu."
LAST = "Nolta vesti da melik si brom, fran talik ostu kelda na reno mun, galor sorrun vorun teveka."
