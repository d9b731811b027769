# Acts whose time was not observed but put halfway between its neighbours, again and again: on one
# object, four gaps or more of which each is half of the one before (to 0.9 s), the first of 12 s or
# more; and what follows at the same time (to 0.3 s). Input: rows object,account,content,time in ms, sorted
# by object and time, up or down. Prints the other rows; with -v count=1 how many it leaves out.
function gap(i) { return t[i] > t[i - 1] ? t[i] - t[i - 1] : t[i - 1] - t[i] }
function halves(i,  miss) { miss = gap(i + 1) - gap(i) / 2; return gap(i) > 0 && miss < 900 && miss > -900 }
function finish(  i, j, k, any) {
  for (i = 1; i <= n; i++) out[i] = 0
  for (i = 2; i < n; i++) {
    for (j = i; j < n && halves(j); j++);
    if (j - i < 3 || gap(i) < 12000) continue
    for (k = j; k < n && gap(k + 1) < 300; k++);
    for (; i <= k; i++) out[i] = 1
    i = k; any = 1; series++
  }
  for (i = 1; i <= n; i++) if (out[i]) dropped++; else if (!count) print line[i]
  objects += any; n = 0
}
$1 != object { finish(); object = $1 }
{ t[++n] = $4; line[n] = $0 }
END { finish(); if (count) print series + 0, "series on", objects + 0, "objects,", dropped + 0, "acts" }
