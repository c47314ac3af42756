package io.holdfast.sentinel;

import io.holdfast.arm.ArmErrors;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Which resources a list answers: `$filter`, `$orderby`, `$top` and `$skipToken`. Source: sentinel-api
/// section 4.
///
/// @param top how many
/// @param start what they come after
/// @param order in which they stand
record ListQuery(int top, PageStart start, Predicate<ListEntry> filter, ListOrder order) {

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
                        .map(text -> ListFilter.parse(text, members)).orElse(_ -> true),
                order);
    }

    /// What is on the page, and whether there is more. Cost: one look at each entry; only as many are
    /// sorted as are on the page, or, where the order is that of texts, come before its end.
    Page of(Collection<ListEntry> all) {
        Comparator<ListEntry> comparator = order.comparator();
        Predicate<ListEntry> wanted = start.after()
                .map(after -> filter.and(entry -> comparator.compare(after, entry) < 0)).orElse(filter);
        long before = start.after().isPresent() ? 0 : start.skip();
        PriorityQueue<ListEntry> first = new PriorityQueue<>(comparator.reversed());
        boolean hasMore = false;
        for (ListEntry entry : all) {
            if (wanted.test(entry)) {
                first.add(entry);
                if (first.size() > before + top) {
                    first.poll();
                    hasMore = true;
                }
            }
        }
        List<ListEntry> entries = first.stream().sorted(comparator).skip(before).toList();
        return new Page(entries.stream().map(ListEntry::id).toList(),
                hasMore ? Optional.of(start.next(top, entries.getLast(), order)) : Optional.empty());
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
