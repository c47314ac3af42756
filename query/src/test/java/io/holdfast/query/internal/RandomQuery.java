package io.holdfast.query.internal;

import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.TableSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/// A query made from random numbers over the tables that it also makes. Its rows do not depend on how it is
/// computed: what is cut is in a whole order first, and sums are of whole numbers.
final class RandomQuery {
    /// The columns of the table `T`; `U` has some of them.
    private static final Map<String, KqlType> COLUMNS = new LinkedHashMap<>();
    private static final List<String> TEXTS = List.of("", "x", "X", "abc def", "ABC-def", "größe", "İstanbul",
            "ſtraße", "\u212A", "it''s", "%_", "日本 語", "a.b", " ", "null", "abcdef", "123");
    private static final List<String> DYNAMICS = List.of("null", "{}", "[]", "{\"a\":1}",
            "{\"a\":{\"b\":\"x\"}}", "{\"a\":{\"b\":null}}", "[1,\"x\",null]", "\"abc\"", "7",
            "{\"a\":\"abc def\"}", "{\"a\":[{\"b\":1}]}", "true");
    private static final List<String> LONGS = List.of("0", "1", "-1", "7", "7", "42", "4611686018427387904",
            "9223372036854775807", "(-9223372036854775807-1)");
    private static final List<String> REALS = List.of("0.0", "-0.0", "1.5", "1e300", "'nan'", "'inf'",
            "'-inf'",
            "0.1");
    private static final List<String> TIMES = List.of("0001-01-01", "9999-12-31 23:59:59.999999",
            "1970-01-01", "2026-01-01 00:00:00.000001", "2026-01-01", "2026-01-02 12:00:00",
            "2025-12-31 23:59:59.999999");
    private static final List<String> BOUNDS = List.of("2026-01-01", "2026-01-01T00:00:00.0000005Z",
            "2026-01-01T00:00:00.0000010Z", "1970-01-01", "9999-12-31T23:59:59.9999999Z");

    static {
        COLUMNS.put("TimeGenerated", KqlType.DATETIME);
        COLUMNS.put("id", KqlType.LONG);
        COLUMNS.put("Seen", KqlType.DATETIME);
        COLUMNS.put("a", KqlType.LONG);
        COLUMNS.put("i", KqlType.INT);
        COLUMNS.put("r", KqlType.REAL);
        COLUMNS.put("s", KqlType.STRING);
        COLUMNS.put("u", KqlType.STRING);
        COLUMNS.put("b", KqlType.BOOL);
        COLUMNS.put("d", KqlType.DYNAMIC);
    }

    private final Random random;
    /// The columns of the rows so far.
    private final Map<String, KqlType> columns = new LinkedHashMap<>(COLUMNS);
    private int names;

    private RandomQuery(long seed) {
        random = new Random(seed);
    }

    static List<TableSchema> tables() {
        return List.of(table("T"), table("U"));
    }

    private static TableSchema table(String name) {
        return new TableSchema(name, COLUMNS.entrySet().stream()
                .map(column -> new ColumnSchema(column.getKey(), column.getValue())).toList());
    }

    /// Returns SQL that makes a table of so many rows.
    static String rows(String table, int count, long seed) {
        RandomQuery values = new RandomQuery(seed);
        List<String> rows = new ArrayList<>();
        for (int id = 0; id < count; id++) {
            String number = Integer.toString(id);
            rows.add(COLUMNS.entrySet().stream().map(column -> column.getKey().equals("id")
                    ? number + "::BIGINT"
                    : values.stored(column.getValue())).collect(Collectors.joining(", ", "(", ")")));
        }
        return "CREATE TABLE \"" + table + "\" AS SELECT * FROM (VALUES " + String.join(", ", rows)
                + ") AS v(\"" + String.join("\", \"", COLUMNS.keySet()) + "\")";
    }

    private String stored(KqlType type) {
        boolean absent = random.nextInt(7) == 0;
        return switch (type) {
            case DATETIME -> absent ? "NULL::TIMESTAMP" : "TIMESTAMP '" + one(TIMES) + "'";
            case LONG -> absent ? "NULL::BIGINT" : one(LONGS) + "::BIGINT";
            case INT -> absent ? "NULL::INTEGER" : random.nextInt(5) + "::INTEGER";
            case REAL -> absent ? "NULL::DOUBLE" : one(REALS) + "::DOUBLE";
            case BOOL -> absent ? "NULL::BOOLEAN" : Boolean.toString(random.nextBoolean());
            case DYNAMIC -> absent ? "NULL::VARCHAR" : "'" + one(DYNAMICS) + "'";
            default -> absent ? "NULL::VARCHAR" : "'" + one(TEXTS) + "'";
        };
    }

    private <E> E one(List<E> items) {
        return items.get(random.nextInt(items.size()));
    }

    /// Returns the query of a seed.
    static String of(long seed) {
        return new RandomQuery(seed).query();
    }

    private String query() {
        StringBuilder out = new StringBuilder();
        boolean shared = random.nextInt(5) == 0;
        if (shared) {
            out.append("let m = materialize(U | where ").append(condition(1)).append("); ");
        }
        out.append(switch (random.nextInt(6)) {
            case 0 -> "union T, U";
            case 1 -> shared ? "union m, (m | where " + condition(0) + ")" : "U";
            default -> "T";
        });
        int steps = 1 + random.nextInt(5);
        for (int step = 0; step < steps; step++) {
            out.append(" | ").append(step());
        }
        return out.toString();
    }

    private String step() {
        return switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> "where " + condition(2);
            case 4, 5 -> extend();
            case 6 -> project();
            case 7 -> top();
            case 8 -> "join kind=" + one(List.of("leftsemi", "leftanti")) + " (U | where " + fresh(1)
                    + ") on " + column(COLUMNS);
            case 9 -> "union (U | where " + fresh(1) + " | project-away d)";
            case 10 -> "extend total = toscalar(U | where " + fresh(1) + " | count) | project-away total";
            default -> summarize();
        };
    }

    /// A condition over the columns of a table, whatever those of the rows so far.
    private String fresh(int depth) {
        Map<String, KqlType> current = new LinkedHashMap<>(columns);
        columns.clear();
        columns.putAll(COLUMNS);
        String condition = condition(depth);
        columns.clear();
        columns.putAll(current);
        return condition;
    }

    /// A column that both the rows so far and the table have.
    private String column(Map<String, KqlType> table) {
        List<String> both = columns.entrySet().stream()
                .filter(column -> table.get(column.getKey()) == column.getValue()
                        && column.getValue() != KqlType.DYNAMIC)
                .map(Map.Entry::getKey).toList();
        return both.isEmpty() ? "$left." + first() + " == $right." + sameTyped() : one(both);
    }

    private String first() {
        return columns.entrySet().stream().filter(column -> column.getValue() == KqlType.LONG)
                .map(Map.Entry::getKey).findFirst().orElse("id");
    }

    private static String sameTyped() {
        return "id";
    }

    private String extend() {
        String name = "x" + names++;
        String value = switch (random.nextInt(7)) {
            case 0 -> typed(name, KqlType.STRING, "strcat(" + text() + ", 'y')");
            case 1 -> typed(name, KqlType.STRING, "tostring(" + named(KqlType.DYNAMIC, "dynamic(1)")
                    + ".a.b)");
            case 2 -> typed(name, KqlType.LONG, "strlen(" + text() + ")");
            case 3 -> typed(name, KqlType.DATETIME, "bin(" + named(KqlType.DATETIME, "datetime(null)")
                    + ", 1h)");
            case 4 -> typed(name, KqlType.STRING, "iff(" + condition(1) + ", " + text() + ", 'z')");
            case 5 -> typed(name, KqlType.STRING, text());
            default -> typed(name, KqlType.LONG, named(KqlType.LONG, "1") + " + 1");
        };
        return "extend " + name + " = " + value;
    }

    private String typed(String name, KqlType type, String value) {
        columns.put(name, type);
        return value;
    }

    private String project() {
        List<String> kept = columns.keySet().stream().filter(name -> random.nextInt(3) > 0).toList();
        if (kept.isEmpty()) {
            return "where true";
        }
        String renamed = "x" + names++;
        List<String> outputs = new ArrayList<>(kept);
        outputs.set(0, renamed + " = " + kept.getFirst());
        KqlType type = columns.getOrDefault(kept.getFirst(), KqlType.STRING);
        columns.keySet().retainAll(kept.subList(1, kept.size()));
        columns.put(renamed, type);
        return "project " + String.join(", ", outputs);
    }

    /// By all columns, so that rows that are equal in them are equal.
    private String top() {
        List<String> keys = columns.entrySet().stream().filter(column -> column.getValue() != KqlType.DYNAMIC)
                .map(column -> column.getKey() + (random.nextBoolean() ? " asc" : " desc")).toList();
        columns.values().removeIf(type -> type == KqlType.DYNAMIC);
        return keys.isEmpty()
                ? "where true"
                : "project " + String.join(", ", columns.keySet()) + " | sort by " + String.join(", ", keys)
                        + " | take " + random.nextInt(40);
    }

    private String summarize() {
        List<String> keys = columns.entrySet().stream()
                .filter(column -> column.getValue() == KqlType.STRING || column.getValue() == KqlType.INT)
                .map(Map.Entry::getKey).filter(_ -> random.nextInt(3) == 0).toList();
        String value = named(KqlType.LONG, "1");
        String texts = text();
        columns.keySet().retainAll(keys);
        String n = typed("x" + names++, KqlType.LONG, "count()");
        String query = "summarize x" + (names - 1) + " = " + n + ", x" + names + " = " + one(List.of(
                "sum(" + value + ")", "max(" + value + ")", "dcount(" + texts + ", 4)",
                "countif(" + texts + " has 'abc')"))
                + ", x" + (names + 1) + " = strcat_array(array_sort_asc(make_set(" + texts + ")), '|')"
                + (keys.isEmpty() ? "" : " by " + String.join(", ", keys));
        columns.put("x" + names, KqlType.LONG);
        columns.put("x" + (names + 1), KqlType.STRING);
        names += 2;
        return query;
    }

    private String named(KqlType type, String otherwise) {
        List<String> of = columns.entrySet().stream().filter(column -> column.getValue() == type)
                .map(Map.Entry::getKey).toList();
        return of.isEmpty() ? otherwise : one(of);
    }

    private String text() {
        return named(KqlType.STRING, "'abc'");
    }

    private String literal() {
        return "'" + one(TEXTS).replace("''", "\\'") + "'";
    }

    private String condition(int depth) {
        if (depth > 0 && random.nextInt(2) == 0) {
            String left = condition(depth - 1);
            return switch (random.nextInt(4)) {
                case 0 -> "not(" + left + ")";
                case 1 -> "(" + left + " or " + condition(depth - 1) + ")";
                default -> "(" + left + " and " + condition(depth - 1) + ")";
            };
        }
        return switch (random.nextInt(11)) {
            case 0, 1, 2 -> text() + " " + one(List.of("==", "!=", "=~", "!~", "has", "!has", "has_cs",
                    "hasprefix", "hassuffix", "contains", "!contains", "contains_cs", "startswith",
                    "endswith_cs")) + " " + literal();
            case 3 -> text() + " " + one(List.of("in", "!in", "in~")) + " (" + literal() + ", " + literal()
                    + ")";
            case 4 -> one(List.of("isempty", "isnotempty")) + "(" + one(List.of(text(), literal())) + ")";
            case 5 ->
                text() + " matches regex " + one(List.of("'b+'", "'x*'", "'^$'", "'(?i)ABC'", "'\\\\d'"));
            case 6 -> named(KqlType.DATETIME, "datetime(2026-01-01)") + " "
                    + one(List.of("<", "<=", ">", ">=", "==", "!=")) + " datetime(" + one(BOUNDS) + ")";
            case 7 -> named(KqlType.LONG, "1") + " " + one(List.of("<", ">=", "==", "!=")) + " 7";
            case 8 -> named(KqlType.REAL, "1.5") + " " + one(List.of("<", ">=", "==", "!=")) + " 1.5";
            case 9 -> "tostring(" + named(KqlType.DYNAMIC, "dynamic(null)") + "."
                    + one(List.of("a", "a.b")) + ") " + one(List.of("==", "!=", "has")) + " "
                    + one(List.of("''", "'x'", "'abc def'"));
            default -> one(List.of("isnull(" + named(KqlType.LONG, "1") + ")", "'x' == 'y'", "'x' != 'y'",
                    named(KqlType.BOOL, "true"), "bool(null)", "true",
                    "case('x' == 'y', " + text() + " has 'abc', " + text() + " == '')"));
        };
    }
}
