"""ClickHouse in the process (chdb): a table in memory, touchpoints as a dictionary, its own
`windowFunnel`, and the number of a row as the last word on order."""

import json

import chdb.session

import asked


class Peer:
    def __init__(self, threads):
        self.threads = threads
        self.db = chdb.session.Session()

    def load(self, file, task):
        self.db.query("CREATE DATABASE IF NOT EXISTS log")
        self.db.query("""
            CREATE TABLE log.events (customer UInt64, activity LowCardinality(String), ts Int64, row UInt64)
            ENGINE = Memory""")
        # One thread reads, so that rows are numbered in the order of the file.
        self.db.query(f"""
            INSERT INTO log.events
            SELECT cityHash64(case_id), activity, timestamp, rowNumberInAllBlocks()
            FROM file('{file}', 'CSVWithNames',
                'case_id String, activity LowCardinality(String), timestamp Int64, channel String')
            SETTINGS max_threads = 1, max_insert_threads = 1, input_format_parallel_parsing = 1""")

    def flow(self, _):
        return self.rows("""
            SELECT path[place] AS activity, path[place + 1] AS next, count(),
                avg(times[place + 1] - times[place]),
                quantileExactInclusive(0.5)(times[place + 1] - times[place])
            FROM (
                SELECT arraySort(groupArray((ts, row, activity))) AS visits,
                    visits.3 AS path, visits.1 AS times
                FROM log.events GROUP BY customer)
            ARRAY JOIN range(1, length(path)) AS place
            GROUP BY activity, next""")

    def variants(self, _):
        top = self.rows(f"""
            SELECT arrayStringConcat(path, '>'), n, variants FROM (
                SELECT path, count() AS n, count() OVER () AS variants FROM (
                    SELECT arraySort(groupArray((ts, row, activity))).3 AS path
                    FROM log.events GROUP BY customer)
                GROUP BY path ORDER BY n DESC LIMIT {asked.TOP})""")
        return [top[0][2], [row[:2] for row in top]]

    def funnel(self, _):
        steps = ", ".join(f"activity = '{it}'" for it in asked.STEPS)
        levels = ", ".join(f"countIf(level >= {it + 1})" for it in range(len(asked.STEPS)))
        return self.rows(f"""
            SELECT {levels} FROM (
                SELECT customer, windowFunnel({asked.WINDOW})(toUInt64(ts), {steps}) AS level
                FROM log.events GROUP BY customer)""")[0]

    def drop_off(self, _):
        return self.rows("""
            SELECT activity, count(), countIf(last) FROM (
                SELECT activity, row = max(row) OVER (PARTITION BY customer) AS last FROM log.events)
            GROUP BY activity""")

    def rows(self, query):
        settings = f"SETTINGS max_threads = {self.threads}, output_format_json_quote_64bit_integers = 0"
        told = self.db.query(f"{query} {settings}", "JSONCompact")
        return json.loads(str(told))["data"]


if __name__ == "__main__":
    asked.run(Peer)
