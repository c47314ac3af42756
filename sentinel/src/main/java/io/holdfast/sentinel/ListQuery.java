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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Which resources a list answers: `$filter`, `$orderby`, `$top` and `$skipToken`. Source: sentinel-api
/// section 4.
///
/// The token is the number of resources before the page.
///
/// @param top how many
/// @param skip how many come before
/// @param order in which they stand
record ListQuery(int top, int skip, Predicate<ListEntry> filter, Comparator<ListEntry> order) {

    /// The most resources of a page.
    static final int MAX_TOP = 1_000;

    private static final Pattern ORDER = Pattern.compile("(\\S+)(?:\\s+(asc|desc))?",
            Pattern.CASE_INSENSITIVE);
    private static final String SKIP_TOKEN = "$skipToken";

    /// @throws ApiException 400 `InvalidParameter` if a parameter is wrong
    static ListQuery of(ApiRequest request, ResourceKind kind) {
        return of(request, kind.members(), kind.pageSize(), kind.order());
    }

    /// @param usualOrder as `$orderby` has it; by name if empty
    /// @throws ApiException 400 `InvalidParameter` if a parameter is wrong
    static ListQuery of(ApiRequest request, List<ListMember> members, int pageSize, String usualOrder) {
        return new ListQuery(number(request, "$top", pageSize, 1, MAX_TOP),
                number(request, "$skiptoken", 0, 0, Integer.MAX_VALUE),
                request.query("$filter").filter(text -> !text.isBlank())
                        .map(text -> ListFilter.parse(text, members)).orElse(_ -> true),
                order(request.query("$orderby").orElse(usualOrder), members));
    }

    /// What is on the page, and whether there is more. Cost: one look at each entry; only as many are
    /// sorted as come before the end of the page.
    Page of(Collection<ListEntry> all) {
        long end = (long) skip + top;
        PriorityQueue<ListEntry> first = new PriorityQueue<>(order.reversed());
        boolean hasMore = false;
        for (ListEntry entry : all) {
            if (filter.test(entry)) {
                first.add(entry);
                if (first.size() > end) {
                    first.poll();
                    hasMore = true;
                }
            }
        }
        return new Page(first.stream().sorted(order).skip(skip).map(ListEntry::id).toList(), hasMore);
    }

    /// @param ids of the documents
    record Page(List<String> ids, boolean hasMore) {}

    /// The address of the next page.
    String next(ApiRequest request) {
        String path = request.segments().stream().map(ListQuery::encoded)
                .collect(Collectors.joining("/", "/", ""));
        String query = request.query().entrySet().stream()
                .filter(entry -> !entry.getKey().equals("$skiptoken"))
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&"));
        return request.origin() + path + "?" + query + "&" + SKIP_TOKEN + "=" + (skip + top);
    }

    private static int number(ApiRequest request, String name, int absent, int min, int max) {
        Optional<String> text = request.query(name);
        if (text.isEmpty()) {
            return absent;
        }
        boolean digits = text.get().matches("[0-9]{1,9}");
        int value = digits ? Integer.parseInt(text.get()) : -1;
        if (value < min || value > max) {
            throw ArmErrors.invalidParameter(name,
                    "'" + name + "' must be a number from " + min + " to " + max + ".");
        }
        return value;
    }

    private static Comparator<ListEntry> order(String asked, List<ListMember> members) {
        Comparator<ListEntry> byName = Comparator.comparing(ListEntry::id);
        if (asked.isEmpty()) {
            return byName;
        }
        Matcher words = ORDER.matcher(asked.strip());
        for (int i = 0; words.matches() && i < members.size(); i++) {
            if (members.get(i).path().equalsIgnoreCase(words.group(1))) {
                int member = i;
                Comparator<ListEntry> order = (left, right) -> ListEntry.compare(left.values()[member],
                        right.values()[member]);
                return ("desc".equalsIgnoreCase(words.group(2)) ? order.reversed() : order)
                        .thenComparing(byName);
            }
        }
        throw ArmErrors.invalidParameter("$orderby", "'$orderby' must be "
                + (members.isEmpty()
                        ? "left out here."
                        : "one of " + members.stream().map(ListMember::path).collect(Collectors.joining(", "))
                                + ", then asc or desc."));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
