"""DuckDB, as a specialist writes it: customers as hashes, touchpoints as an enumeration, the order
of the file kept as a number, and grouped once, so that windows stream."""

import duckdb

import asked

NAMES = ", ".join(f"'{it}'" for it in asked.TOUCHPOINTS)
STEPS = ", ".join(f"'{it}'" for it in asked.STEPS)


class Peer:
    def __init__(self, threads):
        self.db = duckdb.connect()
        self.db.execute(f"SET threads = {threads}")
        self.db.execute(f"CREATE TYPE activity AS ENUM ({NAMES})")

    def load(self, file, task):
        """The events of a customer one after the other."""
        where = f"WHERE activity IN ({STEPS})" if task == "funnel" else ""
        ts = "" if task in ("variants", "dropOff", "follows") else ", ts"
        self.db.execute(f"""
            CREATE TABLE events AS SELECT customer, activity{ts} FROM (
                SELECT hash(case_id) AS customer, activity, timestamp AS ts, row_number() OVER () AS row
                FROM read_csv('{file}', header = true, columns = {{
                    'case_id': 'VARCHAR', 'activity': 'activity',
                    'timestamp': 'BIGINT', 'channel': 'VARCHAR'}})
                {where})
            ORDER BY customer, row""")

    def flow(self, _):
        return self.rows("""
            SELECT activity, next, count(*), avg(gap), median(gap) FROM (
                SELECT activity, lead(activity) OVER () AS next, lead(ts) OVER () - ts AS gap,
                    customer = lead(customer) OVER () AS same
                FROM events)
            WHERE same GROUP BY ALL""")

    def variants(self, _):
        distinct, top = self.rows(f"""
            WITH paths AS (SELECT list(activity ORDER BY rowid) AS path FROM events GROUP BY customer),
                counted AS (SELECT path, count(*) AS n FROM paths GROUP BY path)
            SELECT (SELECT count(*) FROM counted),
                (SELECT list([path::VARCHAR, n::VARCHAR]) FROM
                    (FROM counted ORDER BY n DESC LIMIT {asked.TOP}))""")[0]
        return [distinct, [(path.strip("[]").replace(", ", ">"), int(n)) for path, n in top]]

    def funnel(self, _):
        """At each step, the latest moment at which a chain that leads here can have begun.

        Customers are numbered in the order of their rows, and a moment is kept behind its
        customer's number: then the latest so far is a maximum so far, which streams."""
        bits = 42
        chain = f"""
            SELECT *, CASE WHEN activity = '{asked.STEPS[0]}' THEN (person << {bits}) + ts END AS begun0
            FROM (SELECT activity, ts, dense_rank() OVER (ORDER BY customer) AS person
                FROM events WHERE activity IN ({STEPS}))"""
        for level, step in enumerate(asked.STEPS[1:], 1):
            chain = f"""
                SELECT * EXCLUDE (last), CASE WHEN activity = '{step}' AND last >> {bits} = person
                    AND (person << {bits}) + ts - last <= {asked.WINDOW} THEN last END AS begun{level}
                FROM (SELECT *, max(begun{level - 1}) OVER (ROWS UNBOUNDED PRECEDING) AS last
                    FROM ({chain}))"""
        reached = ", ".join(f"count(DISTINCT begun{it} >> {bits})" for it in range(len(asked.STEPS)))
        return list(self.rows(f"SELECT {reached} FROM ({chain})")[0])

    def drop_off(self, _):
        return self.rows("""
            SELECT activity, count(*), count(*) FILTER (last) FROM (
                SELECT activity, coalesce(customer <> lead(customer) OVER (), true) AS last
                FROM events)
            GROUP BY activity""")

    def rows(self, query):
        return self.db.execute(query).fetchall()


if __name__ == "__main__":
    asked.run(Peer)
