-- The bar: the best SQL we know for the same question. Names become numbers once; accounts with
-- too few objects and objects of one account are dropped, three times over; the window becomes an
-- equality on time buckets, so that DuckDB joins by hash, with the exact test behind it.
CREATE TABLE named AS
SELECT object_id, account_id, timestamp_share AS second
FROM read_csv('$input', header = true, columns = {
  'object_id': 'VARCHAR', 'account_id': 'VARCHAR', 'content_id': 'VARCHAR',
  'timestamp_share': 'BIGINT'});
CREATE TABLE account AS
SELECT account_id AS name, row_number() OVER () :: INTEGER AS id
FROM (SELECT DISTINCT account_id FROM named);
CREATE TABLE object AS
SELECT object_id AS name, row_number() OVER () :: INTEGER AS id
FROM (SELECT DISTINCT object_id FROM named);
CREATE TABLE share0 AS
SELECT DISTINCT object.id AS object, account.id AS account, second
FROM named
JOIN account ON account.name = account_id
JOIN object ON object.name = object_id;
DROP TABLE named;
DROP TABLE object;

CREATE TABLE share1 AS
SELECT * FROM share0
WHERE account IN (
    SELECT account FROM share0 GROUP BY 1 HAVING count(DISTINCT object) >= $min_objects)
  AND object IN (SELECT object FROM share0 GROUP BY 1 HAVING min(account) < max(account));
DROP TABLE share0;
CREATE TABLE share2 AS
SELECT * FROM share1
WHERE account IN (
    SELECT account FROM share1 GROUP BY 1 HAVING count(DISTINCT object) >= $min_objects)
  AND object IN (SELECT object FROM share1 GROUP BY 1 HAVING min(account) < max(account));
DROP TABLE share1;
CREATE TABLE share AS
SELECT *, second // $window AS bucket FROM share2
WHERE account IN (
    SELECT account FROM share2 GROUP BY 1 HAVING count(DISTINCT object) >= $min_objects)
  AND object IN (SELECT object FROM share2 GROUP BY 1 HAVING min(account) < max(account));
DROP TABLE share2;

COPY (
  WITH spread AS (
    SELECT object, account, second, unnest([bucket - 1, bucket, bucket + 1]) AS bucket FROM share
  ),
  co_action AS (
    SELECT DISTINCT l.object, l.account AS a, r.account AS b
    FROM share l
    JOIN spread r
      ON l.object = r.object AND l.bucket = r.bucket
        AND l.account < r.account AND abs(l.second - r.second) <= $window
  ),
  pair AS (
    SELECT a, b, count(*) AS objects FROM co_action GROUP BY ALL HAVING objects >= $min_objects
  )
  SELECT x.name AS account_a, y.name AS account_b, objects
  FROM pair JOIN account x ON x.id = a JOIN account y ON y.id = b
) TO '$output' (HEADER);
