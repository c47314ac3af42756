package io.holdfast.query.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.kql.BindOptions;
import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.Kql;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.TableCatalog;
import io.holdfast.kql.TableSchema;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class JoinSideTest {
    private static final List<String> TABLES = List.of("Large", "Small");
    private static final TableCatalog CATALOG = TableCatalog.of(TABLES.stream().map(name -> new TableSchema(
            name, List.of(new ColumnSchema("k", KqlType.LONG), new ColumnSchema("v", KqlType.LONG))))
            .toList());

    /// The right side of a join in the engine's plan is the one that is held in memory.
    @ParameterizedTest
    @CsvSource({"Large,Small,inner", "Small,Large,inner", "Large,Small,leftouter", "Small,Large,leftouter",
            "Large,Small,leftsemi", "Small,Large,leftsemi"})
    void smallSideIsHeldInMemoryWhicheverStandsFirst(String left, String right, String kind)
            throws SQLException {
        String sql = new SqlQuery(Kql.bind(left + " | join kind=" + kind + " " + right + " on k", CATALOG,
                BindOptions.at(0))).sqlOverNames(10);
        try (Connection database = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = database.createStatement()) {
            statement.execute("CREATE TABLE Large AS SELECT i AS k, i AS v FROM range(100000) AS r(i)");
            statement.execute("CREATE TABLE Small AS SELECT i AS k, i AS v FROM range(10) AS r(i)");
            try (ResultSet plan = statement.executeQuery("EXPLAIN (FORMAT json) " + sql)) {
                assertThat(plan.next()).isTrue();
                JsonNode join = nodes(Json.parse(plan.getString(2)).orElseThrow())
                        .filter(node -> node.path("name").asString("").contains("HASH_JOIN")).findFirst()
                        .orElseThrow();
                assertThat(join.path("children").get(1).toString()).contains("Small").doesNotContain("Large");
            }
        }
    }

    private static Stream<JsonNode> nodes(JsonNode node) {
        return Stream.concat(Stream.of(node), node.valueStream().flatMap(JoinSideTest::nodes));
    }
}
