# CooRTweet's detect_groups() on a share log; its semantics differ from ours (docs name how), so
# only its time and memory are compared.
# usage: Rscript coortweet.R input.csv window_s min_participation
arguments <- commandArgs(trailingOnly = TRUE)
suppressPackageStartupMessages({
  library(CooRTweet)
  library(data.table)
})
shares <- fread(arguments[1])
rows <- detect_groups(
  shares,
  time_window = as.numeric(arguments[2]),
  min_participation = as.numeric(arguments[3])
)
cat(nrow(rows), "rows\n")
