package io.holdfast.query.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.kql.BindOptions;
import io.holdfast.kql.BoundQuery;
import io.holdfast.kql.Column;
import io.holdfast.kql.Kql;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.TableCatalog;
import io.holdfast.query.CancellationSignal;
import io.holdfast.query.MemoryTables;
import io.holdfast.query.QueryException;
import io.holdfast.query.QueryLimits;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Random queries over random rows give the same rows after all rules as before. `-Dholdfast.queries.seed=N`
/// runs the query of one seed.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RewritingTest {
    private static final int QUERIES = 100;
    private static final int LONG_QUERIES = 20_000;
    private static final TableCatalog CATALOG = TableCatalog.of(RandomQuery.tables());
    private static final QueryLimits LIMITS = new QueryLimits(100_000, 100_000_000, Duration.ofMinutes(1));

    private final MemoryTables tables = new MemoryTables(RandomQuery.rows("T", 300, 1),
            RandomQuery.rows("U", 60, 2));

    @AfterAll
    void close() {
        tables.close();
    }

    @Test
    void rulesChangeNoRowOfAnyQuery() {
        Long seed = Long.getLong("holdfast.queries.seed");
        long empty = (seed == null ? LongStream.rangeClosed(1, QUERIES) : LongStream.of(seed))
                .filter(this::isEmptyAfterCheck).count();

        assertThat(empty).describedAs("queries without a row").isLessThan(QUERIES / 2);
    }

    @Test
    @Tag("long")
    void rulesChangeNoRowOfThousandsOfQueries() {
        assertThat(LongStream.rangeClosed(QUERIES + 1, QUERIES + LONG_QUERIES)
                .filter(this::isEmptyAfterCheck).count()).isLessThan(LONG_QUERIES / 2);
    }

    private boolean isEmptyAfterCheck(long seed) {
        String kql = RandomQuery.of(seed);
        BoundQuery bound;
        try {
            bound = Kql.bind(kql, CATALOG, BindOptions.at(0));
        } catch (KqlException e) {
            throw new AssertionError("seed " + seed + ": " + kql, e);
        }
        List<String> unchanged = rows(SqlQuery.unchanged(bound), bound);

        assertThat(rows(new SqlQuery(bound), bound)).describedAs("seed " + seed + ": " + kql)
                .isEqualTo(unchanged);
        return unchanged.isEmpty();
    }

    /// Returns the rows in an order of their own.
    private List<String> rows(SqlQuery query, BoundQuery bound) {
        ResultReader reader = new ResultReader(
                bound.relation().columns().stream().map(Column::type).toList());
        try {
            new Execution(query, LIMITS, Duration.ofMinutes(1), reader).run(tables, new CancellationSignal());
        } catch (QueryException e) {
            return List.of("! " + e.code() + query.sqlOverNames(1));
        }
        return reader.rows().stream().map(Object::toString).sorted().toList();
    }
}
