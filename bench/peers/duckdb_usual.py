"""DuckDB, as it is usually written: text as it comes, windows over the customer by time."""

import duckdb

import asked


class Peer:
    def __init__(self, threads):
        self.db = duckdb.connect()
        self.db.execute(f"SET threads = {threads}")

    def load(self, file, task):
        # One question is asked of the file; many are asked of a table.
        kind = "TABLE" if task in (None, "load") else "VIEW"
        self.db.execute(f"CREATE {kind} events AS FROM read_csv('{file}')")

    def flow(self, _):
        return self.rows("""
            SELECT activity, next, count(*), avg(gap), median(gap) FROM (
                SELECT activity, lead(activity) OVER mine AS next,
                    lead(timestamp) OVER mine - timestamp AS gap
                FROM events WINDOW mine AS (PARTITION BY case_id ORDER BY timestamp))
            WHERE next IS NOT NULL GROUP BY activity, next""")

    def variants(self, _):
        counted = f"""
            WITH paths AS (
                SELECT string_agg(activity, '>' ORDER BY timestamp) AS path FROM events GROUP BY case_id)
            SELECT path, count(*) AS n, count(*) OVER () AS variants FROM paths
            GROUP BY path ORDER BY n DESC LIMIT {asked.TOP}"""
        top = self.rows(counted)
        return [top[0][2], [row[:2] for row in top]]

    def funnel(self, _):
        """From the first visit of the first step, each next one as soon as possible."""
        tables = [f"""step0 AS (SELECT case_id, min(timestamp) AS begun, min(timestamp) AS last
            FROM events WHERE activity = '{asked.STEPS[0]}' GROUP BY case_id)"""]
        for level, step in enumerate(asked.STEPS[1:], 1):
            tables.append(f"""step{level} AS (
                SELECT case_id, any_value(begun) AS begun, min(timestamp) AS last
                FROM events JOIN step{level - 1} USING (case_id)
                WHERE activity = '{step}' AND timestamp >= last
                    AND timestamp <= begun + {asked.WINDOW}
                GROUP BY case_id)""")
        counts = ", ".join(f"(SELECT count(*) FROM step{it})" for it in range(len(asked.STEPS)))
        return list(self.rows(f"WITH {', '.join(tables)} SELECT {counts}")[0])

    def drop_off(self, _):
        return self.rows("""
            SELECT activity, count(*), count(*) FILTER (WHERE next IS NULL) FROM (
                SELECT activity, lead(activity) OVER (
                    PARTITION BY case_id ORDER BY timestamp) AS next
                FROM events)
            GROUP BY activity""")

    def rows(self, query):
        return self.db.execute(query).fetchall()


if __name__ == "__main__":
    asked.run(Peer)
