package io.holdfast.sentinel;

import io.holdfast.documents.StoredDocument;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What a list needs to know of a resource to choose and order it.
///
/// @param id of the document
/// @param values of the kind's members, in their order
record ListEntry(String id, @Nullable Object[] values) {

    static ListEntry of(StoredDocument stored, List<ListMember> members) {
        return of(stored.ref().id(), stored.body(), members);
    }

    static ListEntry of(String id, ObjectNode body, List<ListMember> members) {
        @Nullable
        Object[] values = new @Nullable Object[members.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = members.get(i).of(body);
        }
        return new ListEntry(id, values);
    }

    /// Compares two values of one member; nothing comes before all else.
    static int compare(@Nullable Object left, @Nullable Object right) {
        if (left == null || right == null) {
            return Boolean.compare(left != null, right != null);
        }
        return left instanceof Long number
                ? number.compareTo((Long) right)
                : ((String) left).compareTo((String) right);
    }
}
