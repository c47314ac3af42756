package io.holdfast.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.rest.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/// Pages of a table against lists that are made by hand, after random changes.
class ListTableTest {

    private static final List<ListMember> MEMBERS = List.of(ListMember.text("title"),
            ListMember.number("number"));

    private final Random random = new Random(20261128);
    private final Map<String, ObjectNode> documents = new HashMap<>();
    private final ListTable table = new ListTable(MEMBERS);

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            title       | -
            title desc  | -
            number      | -
            number desc | -
            -           | -
            number      | number ge 5
            title       | contains(title,'7') or number eq null
            number desc | not (title eq 'red 3')
            """)
    void pagesAreThoseOfTheWholeListInOrder(@Nullable String orderBy, @Nullable String filter) {
        for (int i = 0; i < 3_000; i++) {
            change("id" + random.nextInt(400));
        }
        ListOrder order = ListOrder.of(orderBy == null ? "" : orderBy, MEMBERS);
        ListCondition condition = filter == null
                ? ListCondition.ALL
                : ListFilter.parse(filter, MEMBERS);

        List<String> paged = new ArrayList<>();
        Optional<String> token = Optional.of("0");
        while (token.isPresent()) {
            ListQuery query = new ListQuery(7, PageStart.of(token, order), condition, order);
            ListQuery.Page page = query.of(table, id -> Optional.ofNullable(documents.get(id)));
            paged.addAll(page.ids());
            token = page.next();
        }

        assertThat(paged).isNotEmpty().containsExactlyElementsOf(
                expected(order, filter == null ? "" : filter));
        assertThat(table.size()).isEqualTo(documents.size());
    }

    private void change(String id) {
        if (random.nextInt(5) == 0) {
            documents.remove(id);
            table.remove(id);
            return;
        }
        ObjectNode document = Json.object();
        if (random.nextInt(10) > 0) {
            document.put("title", (random.nextBoolean() ? "red " : "GREEN ") + random.nextInt(40)
                    + (random.nextInt(4) == 0 ? " long".repeat(60) + random.nextInt(3) : ""));
        }
        if (random.nextInt(10) > 0) {
            document.put("number", random.nextInt(20));
        }
        documents.put(id, document);
        table.put(id, document);
    }

    private ObjectNode document(String id) {
        return Objects.requireNonNull(documents.get(id));
    }

    private List<String> expected(ListOrder order, String filter) {
        Comparator<String> byMember = switch (order.member()) {
            case 0 -> Comparator.comparing(this::beginning);
            case 1 -> Comparator.comparingLong(id -> document(id).path("number").asLong(-1));
            default -> (_, _) -> 0;
        };
        return documents.keySet().stream().filter(id -> isChosen(document(id), filter))
                .sorted((order.descending() ? byMember.reversed() : byMember)
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /// Long texts are ordered by their beginning.
    private String beginning(String id) {
        String title = document(id).path("title").asString("").toLowerCase(Locale.ROOT);
        return title.substring(0, Math.min(257, title.length()));
    }

    private static boolean isChosen(ObjectNode document, String filter) {
        String title = document.path("title").asString("");
        return switch (filter) {
            case "number ge 5" -> document.path("number").asInt(-1) >= 5;
            case "contains(title,'7') or number eq null" -> title.contains("7") || !document.has("number");
            case "not (title eq 'red 3')" -> !title.equals("red 3");
            default -> true;
        };
    }

    @Test
    void onlyWhatDependsOnALongTextIsOpened() {
        documents.put("long", Json.object().put("title", "x".repeat(300) + "end").put("number", 1));
        documents.put("old", Json.object().put("title", "x".repeat(300) + "END").put("number", 9));
        documents.put("short", Json.object().put("title", "the end").put("number", 2));
        documents.forEach(table::put);
        List<String> opened = new ArrayList<>();

        ListOrder order = ListOrder.of("number", MEMBERS);
        ListQuery query = new ListQuery(10, PageStart.of(Optional.empty(), order),
                ListFilter.parse("number lt 5 and endswith(title,'end')", MEMBERS), order);

        assertThat(query.of(table, id -> {
            opened.add(id);
            return Optional.of(document(id));
        }).ids()).containsExactly("long", "short");
        assertThat(opened).containsExactly("long");
    }

    @Test
    void aStretchIsThatOfTheSortedRowsWhereverItBegins() {
        for (int size : new int[]{0, 1, 2, 3, 10, 1_000}) {
            List<int[]> orders = List.of(IntStream.range(0, size).toArray(),
                    IntStream.range(0, size).map(row -> size - 1 - row).toArray(),
                    random.ints(0, 1 << 30).distinct().limit(size).toArray());
            for (int[] rows : orders) {
                int[] sorted = IntStream.of(rows).sorted().toArray();
                for (int from = 0; from <= size + 1; from += 1 + size / 7) {
                    assertThat(RowSelection.stretch(rows.clone(), from, from + 5, Integer::compare))
                            .containsExactly(IntStream.of(sorted).skip(from).limit(5).toArray());
                }
            }
        }
    }
}
