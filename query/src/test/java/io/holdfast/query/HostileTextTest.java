package io.holdfast.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.ExternalSource;
import io.holdfast.kql.FunctionTable;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.TableCatalog;
import io.holdfast.kql.TableSchema;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Texts and names that would be SQL if they were not escaped, in every place where a query puts one.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileTextTest {
    private static final List<String> TEXTS = List.of("'; DROP TABLE \"T\"; --", "' OR 1=1 --",
            "\"; DROP TABLE T; --",
            "\\'; SELECT 1; --", "''", "\"\"", "$$; SELECT 1; $$", "E'\\x27'", "/* */ -- ;", "?", "$1", ":a",
            "{}", "{0}",
            "%s%n", "a\nb; SELECT 1", "\u0000'; SELECT 1", "\ud800'", "\u2019'", "]] ]", "c0", "(?{",
            "\\Q'\\E");
    private static final String TABLE = "T'; \"DROP\" --";
    private static final String COLUMN = "s\"'; -- ) , (";

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
    private static final QueryLimits LIMITS = new QueryLimits(10, 10_000_000, Duration.ofSeconds(20));

    private final MemoryTables tables = new MemoryTables(
            "CREATE TABLE %s AS SELECT 7::BIGINT AS a, 'x' AS %s".formatted(quoted(TABLE), quoted(COLUMN)));
    private final QueryEngine engine = new QueryEngine(tables, CLOCK, LIMITS);
    private final TableCatalog catalog = TableCatalog.of(List.of(new TableSchema(TABLE,
            List.of(new ColumnSchema("a", KqlType.LONG), new ColumnSchema(COLUMN, KqlType.STRING)))));

    @BeforeAll
    void functionsAreThere() {
        run("print parse_ipv4('::')");
    }

    @AfterAll
    void close() {
        tables.close();
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /// A KQL literal of a text.
    private static String literal(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int index = 0; index < text.length(); index++) {
            char c = text.charAt(index);
            out.append(c < ' ' || c == '"' || c == '\\' || c > '~' ? "\\u%04x".formatted((int) c) : c);
        }
        return out.append('"').toString();
    }

    private static String name(String text) {
        return "[" + literal(text) + "]";
    }

    private QueryResult run(String kql) {
        return engine.run(kql, catalog, TimeRange.UNBOUNDED, new CancellationSignal());
    }

    static List<String> texts() {
        return TEXTS;
    }

    /// What a text is when it comes back: SQL has no surrogates without a partner.
    private static String stored(String text) {
        return text.replace('\ud800', '\ufffd');
    }

    @ParameterizedTest
    @MethodSource("texts")
    void textComesBackAsItIs(String text) {
        String x = literal(text);

        assertThat(
                run("print a = " + x + ", b = tostring(dynamic([" + x + "])[0]), c = strcat(" + x + ", '')")
                        .rows())
                .containsExactly(List.of(stored(text), stored(text), stored(text)));
        assertThat(run("datatable(s:string)[" + x + "] | where s == " + x + " | where s in (" + x + ", 'z')"
                + " | where s contains " + x + " and s startswith " + x + " | project s").rows())
                .containsExactly(List.of(stored(text)));
        String many = IntStream.range(0, 150).mapToObj(_ -> x).collect(Collectors.joining(", "));
        assertThat(run("datatable(s:string)[" + many + "] | summarize n = count() by s").rows())
                .containsExactly(List.of(stored(text), 150L));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void nameComesBackAsItIs(String text) {
        String n = name(text);

        QueryResult result = run("print " + n + " = 5 | extend b = " + n + " + 1 | project-reorder b, " + n
                + " | summarize take_any(b) by " + n);

        assertThat(result.columns()).extracting(ResultColumn::name).contains(text);
        assertThat(result.rows()).hasSize(1).first().asInstanceOf(InstanceOfAssertFactories.LIST)
                .contains(5L);
        assertThat(run("print d = dynamic({" + literal(text) + ": 3}) | project v = tolong(d[" + literal(text)
                + "]), k = bag_keys(d)").rows()).hasSize(1);
        assertThat(run("print d = dynamic({" + literal(text) + ": 3}) | evaluate bag_unpack(d)").rows())
                .containsExactly(List.of(3L));
        assertThat(run("datatable(k:string)[" + literal(text) + "] | evaluate pivot(k)").rows()).hasSize(1);
        assertThat(run("let " + n + " = 4; print x = " + n).rows()).containsExactly(List.of(4L));
        assertThat(run("let f = (" + n + ":long) { print x = " + n + " + 1 }; f(4)").rows())
                .containsExactly(List.of(5L));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void columnOfAJoinAndMemberOfMembersKeepTheirNames(String text) {
        String n = name(text);

        assertThat(run("datatable(" + n + ":long)[6] | where " + n + " > 5 | join kind=inner (datatable(" + n
                + ":long)[6]) on " + n + " | top 1 by " + n + " | project x = " + n).rows())
                .containsExactly(List.of(6L));
        assertThat(run("print d = dynamic({" + literal(text) + ": {" + literal(text) + ": 3}})"
                + " | project v = tolong(d[" + literal(text) + "][" + literal(text) + "])").rows())
                .hasSize(1);
    }

    @Test
    void tableAndColumnWithHostileNamesAreRead() {
        assertThat(
                run(name(TABLE) + " | where " + name(COLUMN) + " == 'x' | project a, " + name(COLUMN)).rows())
                .containsExactly(List.of(7L, "x"));
        assertThat(run("union withsource=t * | project t").rows()).containsExactly(List.of(TABLE));
        assertThat(run("search 'x' | project $table").rows()).containsExactly(List.of(TABLE));
    }

    static List<String> names() {
        List<String> names = new ArrayList<>(TEXTS);
        names.addAll(List.of("x".repeat(20_000), "\"".repeat(500), "T", "select", "rowid", "$left", "*", " ",
                "\u0000", "a\u0000", "\u202e", "\\"));
        return names;
    }

    /// A name in each place where a query gives one: it is found again, and what it names is what it was.
    @ParameterizedTest
    @MethodSource("names")
    void whateverAQueryNamesKeepsItsName(String text) {
        String n = name(text);
        for (String query : List.of("let N = () { print x = 4 }; N() | project x",
                "let N = (a:long) { a + 1 }; print x = N(3)",
                "let f = (N:(b:long)) { N | project x = b + 1 }; f(print b = 3)",
                "let f = (N:long = 4) { print x = N }; f()",
                "let N = print b = 4; N | project x = b",
                "let N = materialize(print b = 4); N | join kind=inner N on b | project x = b1",
                "let N = view () { print b = 4 }; union N | project x = b",
                "print b = 4 | as N | join kind=inner (N) on b | project x = b1",
                "datatable(N:long)[4] | where N > 1 | project x = N",
                "range N from 4 to 4 step 1 | project x = N",
                "print b = dynamic([4]) | mv-expand N = b to typeof(long) | project x = N",
                "print b = 4 | project-rename N = b | project x = N",
                "print b = 4 | summarize N = sum(b) | project x = N",
                "print b = 4 | summarize c = count() by N = b | project x = N",
                "print b = 4 | join kind=inner (print b = 4, N = 4) on b | project x = N",
                "print N = 4 | join kind=inner (print N = 4) on $left.N == $right.N | project x = N",
                "print b = 4 | lookup (print b = 4, N = 4) on b | project x = N",
                "print b = 'k 4' | parse b with 'k ' N:long | project x = N",
                "print b = dynamic({'c': 4}) | mv-apply N = b.c on (where tolong(N) == 4)"
                        + " | project x = tolong(N)",
                "print b = 4 | union withsource=N (print b = 4) | where isnotempty(N) | take 1"
                        + " | project x = b",
                "print b = 4 | serialize N = row_number() | project x = N + 3",
                "print b = 4 | project-reorder b | extend N = b | project-away b | project x = N",
                "externaldata(N:long)['https://example.org/'] | where N > 1 | project x = N",
                "N | where a == 4 | project x = a")) {
            assertThat(runWithTable(text, query.replace("N", n))).as(query).isEqualTo("[[4]]");
        }
    }

    @Test
    void namesThatDifferByACharacterThatSqlDoesNotHaveAreTwo() {
        String query = "print ['a\\u0000'] = 1, a = 2, ['a\\ud800'] = 3, ['a\\ufffd'] = 4"
                + " | extend b = ['a\\u0000'] + a";

        QueryResult result = run(query);

        assertThat(result.columns()).extracting(ResultColumn::name)
                .containsExactly("a\u0000", "a", "a\ud800", "a\ufffd", "b");
        assertThat(result.rows()).containsExactly(List.of(1L, 2L, 3L, 4L, 3L));
    }

    /// The rows of a query over one table of a name, with a column `a` of one 4, and over a source outside.
    private String runWithTable(String tableName, String kql) {
        TableSchema outside = new TableSchema("outside", List.of(new ColumnSchema("c0", KqlType.STRING)));
        TableSchema table = new TableSchema(tableName, List.of(new ColumnSchema("a", KqlType.LONG)));
        TableCatalog one = new TableCatalog() {
            @Override
            public Optional<TableSchema> find(String name) {
                return name.equals(tableName) ? Optional.of(table) : Optional.empty();
            }

            @Override
            public List<String> names() {
                return List.of(tableName);
            }

            @Override
            public Optional<TableSchema> externalData(ExternalSource source) {
                return Optional.of(outside);
            }
        };
        // The provider names relations; what a table is called is the store's affair.
        ScanProvider provider = scans -> {
            ScanSession session = tables.open(List.of());
            return new ScanSession() {
                @Override
                public Connection connection() {
                    return session.connection();
                }

                @Override
                public String relation(int index) {
                    return "(SELECT 4::BIGINT AS a, '4' AS c0)";
                }

                @Override
                public void close() {
                    session.close();
                }
            };
        };
        return new QueryEngine(provider, CLOCK, LIMITS)
                .run(kql, one, TimeRange.UNBOUNDED, new CancellationSignal()).rows().toString();
    }

    /// Every function with a hostile text in the place of every argument that takes text or any value.
    @Test
    void functionsTakeHostileTextsAsTexts() {
        List<String> broken = new ArrayList<>();
        for (FunctionTable.Function function : FunctionTable.scalars()) {
            for (int variant = 0; variant < 3 && !function.parameters().contains("..."); variant++) {
                String text = literal(TEXTS.get((function.name().length() * 3 + variant) % TEXTS.size()));
                String arguments = function.parameters().stream().map(parameter -> argument(parameter, text))
                        .collect(Collectors.joining(", "));
                String call = function.name() + "(" + arguments + ")";
                if (!isProper("range i from 1 to 1 step 1 | extend v = " + call)) {
                    broken.add(call);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private static String argument(String parameter, String text) {
        return switch (parameter.replaceAll("\\W", "")) {
            case "string", "any" -> text;
            case "dynamic" -> "dynamic([" + text + ", {" + text + ": " + text + "}])";
            case "long" -> "1";
            case "real" -> "1.0";
            case "bool" -> "true";
            case "datetime" -> "datetime(2020-01-01)";
            case "timespan" -> "1d";
            default -> "guid(null)";
        };
    }

    @ParameterizedTest
    @MethodSource("texts")
    void operatorsTakeHostileTextsAsTexts(String text) {
        String x = literal(text);
        List<String> broken = new ArrayList<>();
        for (String query : List.of("where s has X", "where s !has X", "where s hasprefix X",
                "where s hassuffix X",
                "where s has_any (X, 'b')", "where s has_all (X)", "where s in~ (X)",
                "where s matches regex X",
                "where s !contains_cs X", "where s endswith X", "where s =~ X", "parse s with X b X",
                "parse kind=regex s with X b",
                "parse-kv s as (b:string) with (pair_delimiter=X, kv_delimiter=X)",
                "extend b = extract(X, 1, s)", "extend b = replace_regex(s, X, X)", "extend b = split(s, X)",
                "extend b = format_datetime(now(), X)", "extend b = iff(s == X, X, s)",
                "extend b = case(s == X, X, X)", "summarize make_set(strcat(s, X)) by X",
                "summarize arg_max(X, *)", "extend b = bag_pack(X, X)", "extend b = trim(X, s)",
                "mv-expand b = dynamic([X])",
                "make-series n = count() default=0 on n from 1 to 3 step 1 by s",
                "top-nested 1 of s with others=X by count()", "sort by strcat(s, X)", "search X",
                "extend b = extract_json(X, X)", "extend b = indexof(s, X)", "extend b = coalesce('', X)",
                "join kind=leftouter (print s = X) on s", "union (print s = X)", "as N | union N",
                "extend b = toscalar(print X)", "serialize b = prev(s, 1, X)",
                "render linechart with (title=X)")) {
            if (!isProper("datatable(s:string, n:long)[" + x + ", 1] | " + query.replace("X", x).replace("N",
                    name(text)))) {
                broken.add(query);
            }
        }
        assertThat(broken).isEmpty();
    }

    /// Whether a query ends in rows, or in an error of the language or of a value: one of the engine's parser
    /// would mean that text became SQL.
    private boolean isProper(String kql) {
        try {
            run(kql);
            return true;
        } catch (KqlException | QueryException.Evaluation _) {
            return true;
        } catch (RuntimeException _) {
            return false;
        }
    }
}
