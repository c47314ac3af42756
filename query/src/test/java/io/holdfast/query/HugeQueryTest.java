package io.holdfast.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.TableCatalog;
import io.holdfast.kql.TableSchema;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Queries that nobody writes by hand: ten thousand clauses, a thousand levels. Each ends in a result or in
/// an error of the language or of the engine, on a thread with half of the usual stack.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HugeQueryTest {
    private static final int MANY = 10_000;
    private static final int DEEP = 1_000;
    /// Half of what a thread has by default.
    private static final int STACK_BYTES = 512 << 10;
    private static final String ROWS = "datatable(a:long, s:string, d:dynamic)[1, 'x', dynamic({'a':1})]";
    private static final TableCatalog CATALOG = TableCatalog.of(List.of(new TableSchema("T",
            List.of(new ColumnSchema("a", KqlType.LONG), new ColumnSchema("s", KqlType.STRING)))));

    private final MemoryTables tables = new MemoryTables(
            "CREATE TABLE \"T\" AS SELECT 1::BIGINT AS a, 'x' AS s");
    private final QueryEngine engine = new QueryEngine(tables,
            Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC),
            new QueryLimits(10, 10_000_000, Duration.ofSeconds(10)));

    @BeforeAll
    void warm() {
        outcome("T | where a == 1 or s has 'x' | extend d = todynamic(s) | summarize count() by a");
    }

    @AfterAll
    void close() {
        tables.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("queries")
    @Timeout(value = 20, unit = TimeUnit.SECONDS)
    void hugeQueryEndsInAResultOrAnError(String name, String kql) {
        Object outcome = outcome(kql);
        assertThat(outcome).isInstanceOfAny(QueryResult.class, KqlException.class,
                QueryException.Evaluation.class);
    }

    private Object outcome(String kql) {
        AtomicReference<@Nullable Object> outcome = new AtomicReference<>();
        Thread thread = Thread.ofPlatform().stackSize(STACK_BYTES).start(() -> {
            try {
                outcome.set(engine.run(kql, CATALOG, TimeRange.UNBOUNDED, new CancellationSignal()));
            } catch (RuntimeException | StackOverflowError e) {
                outcome.set(e);
            }
        });
        try {
            thread.join();
        } catch (InterruptedException e) {
            thread.interrupt();
            throw new IllegalStateException(e);
        }
        return Objects.requireNonNull(outcome.get());
    }

    private static String join(int count, String separator, IntFunction<String> item) {
        return IntStream.range(0, count).mapToObj(item).collect(Collectors.joining(separator));
    }

    private static String nested(String open, String inner, String close) {
        return open.repeat(DEEP) + inner + close.repeat(DEEP);
    }

    private static Arguments query(String name, String kql) {
        return Arguments.of(name, kql);
    }

    static Stream<Arguments> queries() {
        return Stream.of(clauses(), statements(), levels(), values()).flatMap(queries -> queries);
    }

    private static Stream<Arguments> clauses() {
        return Stream.of(query("or", "T | where " + join(MANY, " or ", i -> "a == " + i)),
                query("or below the bound", "T | where " + join(1_000, " or ", i -> "a == " + i)),
                query("or and below the bound",
                        "T | where " + join(1_000, " or ", i -> "a > " + i + " and s == 'x" + i + "'")),
                query("or of has below the bound",
                        "T | where " + join(1_000, " or ", i -> "s has 'x" + i + "'")),
                query("wide rows", "T | extend " + join(500, ", ", i -> "c" + i + " = a")
                        + "| where c7 > 0 | summarize "
                        + join(400, ", ", i -> "c" + i + " = sum(c" + i + ")")),
                query("mv-expand below the bound",
                        "T | mv-expand " + join(100, ", ", i -> "c" + i + " = pack_array(a)")),
                query("parse below the bound", "T | parse s with " + join(99, " ", i -> "'x' c" + i)),
                query("results", join(MANY, ";", i -> "T")),
                query("fork branches", "T | fork " + join(MANY, " ", i -> "(where a == " + i + ")")),
                query("and of has", "T | where " + join(MANY, " and ", i -> "s !has 'x" + i + "'")),
                query("or of contains", "T | where " + join(MANY, " or ", i -> "s contains 'x" + i + "'")),
                query("or and or", "T | where " + join(MANY / 2, " or ", i -> "a == 1 and a > " + i)),
                query("sum", "print " + join(MANY, " + ", i -> "1")),
                query("comparison chain", "print " + join(MANY, " == ", i -> "1")),
                query("minus signs", "print " + "- ".repeat(MANY) + "1"),
                query("pipes", "T " + "| where a > 0 ".repeat(MANY)),
                query("pipes of extend", "T " + "| extend a = a + 1 ".repeat(MANY)),
                query("union legs", "union " + join(MANY, ", ", i -> "T")),
                query("union legs with pipes",
                        "union " + join(MANY, ", ", i -> "(T | where a == " + i + ")")),
                query("in", "T | where a in (" + join(MANY, ", ", Integer::toString) + ")"),
                query("in~", "T | where s in~ (" + join(MANY, ", ", i -> "'X" + i + "'") + ")"),
                query("has_any", "T | where s has_any (" + join(MANY, ", ", i -> "'X" + i + "'") + ")"),
                query("columns", "T | extend " + join(MANY, ", ", i -> "c" + i + " = a")),
                query("projected columns", "T | project " + join(MANY, ", ", i -> "c" + i + " = a + " + i)),
                query("sort keys", "T | sort by " + join(MANY, ", ", i -> "a + " + i)),
                query("aggregates",
                        "T | summarize " + join(MANY, ", ", i -> "c" + i + " = sum(a + " + i + ")")),
                query("group keys",
                        "T | summarize count() by " + join(MANY, ", ", i -> "c" + i + " = a + " + i)),
                query("case",
                        "T | extend x = case(" + join(MANY, ", ", i -> "a == " + i + ", " + i) + ", 0)"),
                query("strcat", "T | extend x = strcat(" + join(MANY, ", ", i -> "s") + ")"),
                query("join keys", "T | join T on " + join(MANY, ", ", i -> "a")),
                query("joins", "T " + "| join kind=leftouter (T) on a ".repeat(MANY)),
                query("datatable", "datatable(a:long)[" + join(MANY, ", ", Integer::toString) + "] | count"),
                query("dynamic array", "print dynamic([" + join(MANY, ", ", Integer::toString) + "])"),
                query("dynamic bag", "print dynamic({" + join(MANY, ", ", i -> "'k" + i + "':" + i) + "})"),
                query("path", "T | extend d = dynamic({}) | extend x = d" + ".a".repeat(MANY)),
                query("elements", "T | extend d = dynamic([]) | extend x = d" + "[0]".repeat(MANY)),
                query("adjacent strings", "print " + "'a' ".repeat(MANY)),
                query("parse items", "T | parse s with " + join(MANY, " ", i -> "'x' c" + i)),
                query("search terms", "search " + join(MANY, " or ", i -> "'x" + i + "'")),
                query("mv-expand columns",
                        "T | mv-expand " + join(MANY, ", ", i -> "c" + i + " = pack_array(a)")),
                query("top-nested", "T | " + join(MANY, ", ", i -> "top-nested 1 of a by sum(a)")));
    }

    private static Stream<Arguments> statements() {
        return Stream.of(
                query("let values", join(MANY, "\n", i -> "let v" + i + " = " + i + ";") + "print v9999"),
                query("let chain of values",
                        "let v0 = 1;" + join(MANY, "\n", i -> "let v" + (i + 1) + " = v" + i + " + 1;")
                                + "print v10000"),
                query("let chain of tables",
                        "let t0 = T;" + join(MANY, "\n", i -> "let t" + (i + 1) + " = t" + i + ";")
                                + "t10000"),
                query("let chain of pipes", "let t0 = T;"
                        + join(MANY, "\n", i -> "let t" + (i + 1) + " = t" + i + " | where a > 0;")
                        + "t10000"),
                query("let chain of doublings", "let t0 = T;"
                        + join(MANY, "\n", i -> "let t" + (i + 1) + " = union t" + i + ", t" + i + ";")
                        + "t10000"),
                query("let chain of functions", "let f0 = (x:long) { x + 1 };"
                        + join(MANY, "\n",
                                i -> "let f" + (i + 1) + " = (x:long) { f" + i + "(x) + f" + i + "(x) };")
                        + "print f10000(1)"),
                query("let chain of tabular functions", "let f0 = () { T };"
                        + join(MANY, "\n", i -> "let f" + (i + 1) + " = () { f" + i + " };") + "f10000"),
                query("let chain of materialize", "let t0 = T;"
                        + join(MANY, "\n", i -> "let t" + (i + 1) + " = materialize(t" + i + ");")
                        + "t10000"),
                query("let doubling values", "let v0 = rand();"
                        + join(100, "\n", i -> "let v" + (i + 1) + " = v" + i + " * v" + i + ";")
                        + "print v100"),
                query("let doubling toscalar", "let v0 = toscalar(T | count);" + join(100, "\n",
                        i -> "let v" + (i + 1) + " = toscalar(T | where a == v" + i + " or a > v" + i
                                + " | count);")
                        + "print v100"),
                query("let chain of toscalar", "let v0 = toscalar(T | count);" + join(4_000, "\n",
                        i -> "let v" + (i + 1) + " = toscalar(print v" + i + ");") + "print v4000"),
                query("let chain of in", "let t0 = T;" + join(4_000, "\n",
                        i -> "let t" + (i + 1) + " = T | where a in (t" + i + ");") + "t4000"),
                query("joins below the bound in a row", "T " + "| join kind=inner (T) on a ".repeat(30)),
                query("as chain", "T " + join(MANY, "", i -> "| as t" + i + " ")),
                query("options", "set notruncation;".repeat(MANY) + "T"),
                query("empty statements", ";".repeat(MANY) + "T"),
                query("comments", "// nothing\n".repeat(MANY) + "T"));
    }

    private static Stream<Arguments> levels() {
        return Stream.of(query("parentheses", "print " + nested("(", "1", ")")),
                query("open parentheses", "print " + "(".repeat(MANY)),
                query("close parentheses", "print 1" + ")".repeat(MANY)),
                query("functions", "print " + nested("strcat(", "'a'", ")")),
                query("not", "T | where " + nested("not(", "a == 1", ")")),
                query("iff", "print " + nested("iff(true, ", "1", ", 2)")),
                query("subqueries", "T | where a in " + nested("((T | where a in ", "(1)", "))")),
                query("tables in parentheses", nested("(", "T", " | where a > 0)")),
                query("toscalar", "print " + nested("toscalar(print ", "1", ")")),
                query("joins within joins", "T | join " + nested("(T | join ", "T on a", ") on a")),
                query("unions within unions", "union " + nested("(union T, ", "T", ")")),
                query("dynamic array", "print dynamic(" + nested("[", "1", "]") + ")"),
                query("dynamic bag", "print dynamic(" + nested("{'a':", "1", "}") + ")"),
                query("dynamic in dynamic", "print " + nested("dynamic(", "1", ")")),
                query("mv-apply", "T " + nested("| mv-apply x = pack_array(a) on (where true ", "", ")")),
                query("partition", "T " + nested("| partition by a (where true ", "", ")")),
                query("fork", "T " + nested("| fork (where true ", "", ")")),
                query("function bodies", nested("let f = () { ", "T", " };") + "f"),
                query("brackets of names", "print " + nested("d[", "0", "]")),
                query("below the bound", "print " + "(".repeat(99) + "1" + ")".repeat(99)),
                query("not below the bound", "T | where " + "not(".repeat(99) + "a == 1" + ")".repeat(99)),
                query("joins below the bound",
                        "T | join " + "(T | join ".repeat(20) + "(T) on a" + ") on a".repeat(20)));
    }

    /// Values that are deep, not the query.
    private static Stream<Arguments> values() {
        String array = "'" + "[".repeat(100_000) + "]".repeat(100_000) + "'";
        String bag = "'" + "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000) + "'";
        String path = "'$" + ".a".repeat(MANY) + "'";
        return Stream.of(query("parse_json of a deep array", "print parse_json(" + array + ")"),
                query("parse_json of a deep bag", "print parse_json(" + bag + ").a.a"),
                query("deep array within", "print parse_json(strcat('[', " + array + ", ']'))[0]"),
                query("tostring of a deep value", "print tostring(todynamic(" + array + "))"),
                query("mv-expand of a deep value", "print d = todynamic(" + array + ") | mv-expand d"),
                query("bag_unpack of a deep value",
                        "print d = todynamic(" + bag + ") | evaluate bag_unpack(d)"),
                query("deep values from rows",
                        "range i from 1 to 3 step 1 | extend d = parse_json(strcat(" + bag
                                + ", substring('', i))) | project x = d.a.a, y = array_length(d),"
                                + " z = bag_keys(d), w = gettype(d), s = tostring(d)"),
                query("buildschema", "print d = todynamic(" + bag + ") | summarize buildschema(d)"),
                query("long path", "print extract_json(" + path + ", '{}')"),
                query("deep pattern",
                        "print 'a' matches regex '" + "(".repeat(DEEP) + "a" + ")".repeat(DEEP) + "'"),
                query("deep xml",
                        "print parse_xml('" + "<a>".repeat(MANY) + "</a>".repeat(MANY) + "')"),
                query("nested from rows", ROWS + " | project "
                        + join(50, ", ", i -> "c" + i + " = pack_array(d, d)")),
                query("doubling arrays",
                        ROWS + join(20, " ", i -> "| extend d = pack_array(d, d)") + "| project d"),
                query("long string", "print strlen('" + "a".repeat(900_000) + "')"),
                query("long name", "print " + "a".repeat(900_000)),
                query("long number", "print " + "9".repeat(900_000)),
                query("long real", "print 1." + "9".repeat(100_000) + "e" + "9".repeat(10)),
                query("long decimal", "print decimal(" + "9".repeat(100_000) + ")"),
                query("long decimal exponent", "print decimal(1e999999999)"),
                query("long timespan", "print " + "9".repeat(100) + "d"));
    }
}
