-- What one writes first: every two shares of one object by two accounts within the window.
CREATE TABLE share AS
SELECT object_id AS object, account_id AS account, timestamp_share AS second
FROM read_csv('$input', header = true, columns = {
  'object_id': 'VARCHAR', 'account_id': 'VARCHAR', 'content_id': 'VARCHAR',
  'timestamp_share': 'BIGINT'});

COPY (
  SELECT l.account AS account_a, r.account AS account_b, count(DISTINCT l.object) AS objects
  FROM share l
  JOIN share r
    ON l.object = r.object AND l.account < r.account AND abs(l.second - r.second) <= $window
  GROUP BY ALL
  HAVING objects >= $min_objects
) TO '$output' (HEADER);
