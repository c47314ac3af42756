package io.holdfast.sentinel;

import io.holdfast.arm.ArmErrors;
import io.holdfast.rest.ApiException;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The order of a list: `$orderby`, and by name where that is even.
///
/// @param member index of the member that it goes by; -1 for by name alone
/// @param ofText whether that is a text
record ListOrder(int member, boolean ofText, Comparator<ListEntry> comparator) {

    private static final Pattern ORDER = Pattern.compile("(\\S+)(?:\\s+(asc|desc))?",
            Pattern.CASE_INSENSITIVE);
    private static final Comparator<ListEntry> BY_NAME = Comparator.comparing(ListEntry::id);

    /// @param asked as `$orderby` has it; by name if empty
    /// @throws ApiException 400 `InvalidParameter` if it names no member
    static ListOrder of(String asked, List<ListMember> members) {
        if (asked.isEmpty()) {
            return new ListOrder(-1, false, BY_NAME);
        }
        Matcher words = ORDER.matcher(asked.strip());
        for (int i = 0; words.matches() && i < members.size(); i++) {
            if (members.get(i).path().equalsIgnoreCase(words.group(1))) {
                int member = i;
                Comparator<ListEntry> order = (left, right) -> ListEntry.compare(left.values()[member],
                        right.values()[member]);
                return new ListOrder(i, members.get(i).type() == ListMember.Type.TEXT,
                        ("desc".equalsIgnoreCase(words.group(2)) ? order.reversed() : order)
                                .thenComparing(BY_NAME));
            }
        }
        throw ArmErrors.invalidParameter("$orderby", "'$orderby' must be "
                + (members.isEmpty()
                        ? "left out here."
                        : "one of " + members.stream().map(ListMember::path).collect(Collectors.joining(", "))
                                + ", then asc or desc."));
    }
}
