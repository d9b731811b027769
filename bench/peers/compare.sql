-- Rows of one answer that the other lacks, whichever account a pair names first.
WITH ours AS (
  SELECT least(account_a, account_b) AS a, greatest(account_a, account_b) AS b, objects
  FROM read_csv('$input', header = true, all_varchar = true)
),
theirs AS (
  SELECT least(account_a, account_b) AS a, greatest(account_a, account_b) AS b, objects
  FROM read_csv('$output', header = true, all_varchar = true)
)
SELECT (SELECT count(*) FROM (FROM ours EXCEPT ALL FROM theirs))
     + (SELECT count(*) FROM (FROM theirs EXCEPT ALL FROM ours));
