package io.holdfast.sentinel;

import io.holdfast.arm.ArmErrors;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/// Which resources a list answers: `$filter`, `$orderby`, `$top` and `$skipToken`. Source: sentinel-api
/// section 4.
///
/// @param top how many
/// @param start what they come after
/// @param order in which they stand
record ListQuery(int top, PageStart start, ListCondition filter, ListOrder order) {

    /// The most resources of a page.
    static final int MAX_TOP = 1_000;

    private static final String SKIP_TOKEN = "$skipToken";

    /// @throws ApiException 400 `InvalidParameter` if a parameter is wrong
    static ListQuery of(ApiRequest request, ResourceKind kind) {
        return of(request, kind.members(), kind.pageSize(), kind.order());
    }

    /// @param usualOrder as `$orderby` has it; by name if empty
    /// @throws ApiException 400 `InvalidParameter` if a parameter is wrong
    static ListQuery of(ApiRequest request, List<ListMember> members, int pageSize, String usualOrder) {
        ListOrder order = ListOrder.of(request.query("$orderby").orElse(usualOrder), members);
        return new ListQuery(top(request, pageSize), PageStart.of(request.query("$skiptoken"), order),
                request.query("$filter").filter(text -> !text.isBlank())
                        .map(text -> ListFilter.parse(text, members)).orElse(ListCondition.ALL),
                order);
    }

    /// What is on the page, and whether there is more. Cost: one look at each row; only the page is sorted. Where it
    /// depends on a long text, documents are opened.
    ///
    /// @param document gives the document of an id, if it is there
    Page of(ListTable table, Function<String, Optional<ObjectNode>> document) {
        Scan first = table.reading(() -> scan(table, Set.of()));
        if (first.unknown().isEmpty()) {
            return first.page();
        }
        Set<String> chosen = first.unknown().stream()
                .filter(id -> document.apply(id).filter(found -> chooses(table, id, found)).isPresent())
                .collect(Collectors.toSet());
        return table.reading(() -> scan(table, chosen)).page();
    }

    /// What one look at each row finds.
    ///
    /// @param unknown the ids of rows whose documents must be opened
    /// @param page right if there are none of these
    private record Scan(List<String> unknown, Page page) {}

    private Scan scan(ListTable table, Set<String> chosen) {
        ListCondition.Test test = filter.in(table);
        List<String> unknown = new ArrayList<>();
        int[] rows = new int[table.size()];
        int found = 0;
        for (int row = 0; row < rows.length; row++) {
            int answer = isAfterStart(table, row) ? test.of(row) : ListCondition.Test.NO;
            boolean isUnknown = answer == ListCondition.Test.UNKNOWN;
            if (answer == ListCondition.Test.YES || (isUnknown && chosen.contains(table.id(row)))) {
                rows[found++] = row;
            } else if (isUnknown) {
                unknown.add(table.id(row));
            }
        }
        return new Scan(unknown, page(table, Arrays.copyOf(rows, found)));
    }

    private boolean isAfterStart(ListTable table, int row) {
        return start.after().isEmpty() || order.compare(table, start.after().get(), row) < 0;
    }

    private Page page(ListTable table, int[] rows) {
        int from = start.after().isPresent() ? 0 : start.skip();
        int[] page = RowSelection.stretch(rows, from, from + top,
                (left, right) -> order.compare(table, left, right));
        boolean hasMore = rows.length - from > top;
        return new Page(Arrays.stream(page).mapToObj(table::id).toList(),
                hasMore
                        ? Optional.of(start.next(top, table, page[page.length - 1], order))
                        : Optional.empty());
    }

    /// Whether the filter chooses a document of a table, all texts of which are known.
    private boolean chooses(ListTable table, String id, ObjectNode document) {
        return filter.in(ListTable.whole(id, document, table.members())).of(0) == ListCondition.Test.YES;
    }

    /// @param ids of the documents
    /// @param next where the next page begins, if there is one
    record Page(List<String> ids, Optional<String> next) {

        /// The address of the next page.
        Optional<String> nextLink(ApiRequest request) {
            return next.map(token -> ListQuery.link(request, token));
        }
    }

    private static String link(ApiRequest request, String token) {
        String path = request.segments().stream().map(ListQuery::encoded)
                .collect(Collectors.joining("/", "/", ""));
        String query = request.query().entrySet().stream()
                .filter(entry -> !entry.getKey().equals("$skiptoken"))
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&"));
        return request.origin() + path + "?" + query + "&" + SKIP_TOKEN + "=" + encoded(token);
    }

    private static int top(ApiRequest request, int absent) {
        Optional<String> text = request.query("$top");
        if (text.isEmpty()) {
            return absent;
        }
        int value = text.get().matches("[0-9]{1,9}") ? Integer.parseInt(text.get()) : 0;
        if (value < 1 || value > MAX_TOP) {
            throw ArmErrors.invalidParameter("$top", "'$top' must be a number from 1 to " + MAX_TOP + ".");
        }
        return value;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
