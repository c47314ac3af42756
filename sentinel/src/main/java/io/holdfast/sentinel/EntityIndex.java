package io.holdfast.sentinel;

import io.holdfast.arm.ResourceId;
import io.holdfast.documents.DocumentStore;
import io.holdfast.documents.DocumentView;
import io.holdfast.documents.StoredDocument;
import io.holdfast.rest.Json;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// Which alerts and bookmarks name which entities. Cost: the first look opens all alerts and bookmarks of a workspace,
/// later ones those that they answer. Thread-safe.
final class EntityIndex {

    /// The kinds of the entities that alerts and bookmarks are themselves.
    static final String ALERT = "SecurityAlert";
    static final String BOOKMARK = "Bookmark";

    private static final String PROPERTIES = "properties";

    private final DocumentView<Source> alerts = new DocumentView<>(Alerts.ref("").collection(),
            stored -> Source.of(stored, ALERT, "startTimeUtc", "endTimeUtc"));
    private final DocumentView<Source> bookmarks = new DocumentView<>(Bookmarks.PATH.type(),
            stored -> Source.of(stored, BOOKMARK, "eventTime", "eventTime"));

    /// An alert or a bookmark.
    ///
    /// @param id of the document
    /// @param from when what it tells of began
    /// @param to when that ended
    /// @param named the kinds of the entities that it names, by their names
    record Source(String id, String kind, Instant from, Instant to, Map<String, String> named) {

        private static Source of(StoredDocument stored, String kind, String from, String to) {
            ObjectNode properties = Json.child(stored.body(), PROPERTIES);
            Instant start = time(properties, from).or(() -> time(properties, "created"))
                    .orElse(Instant.EPOCH);
            return new Source(stored.ref().id(), kind, start, time(properties, to).orElse(start),
                    Entities.named(stored).stream().collect(Collectors.toUnmodifiableMap(
                            Entities.Named::name, Entities.Named::kind, (first, _) -> first)));
        }

        private static Optional<Instant> time(ObjectNode properties, String member) {
            return Json.text(properties, member).map(text -> Instant.ofEpochMilli(ListMember.millis(text)));
        }

        boolean isAlert() {
            return kind.equals(ALERT);
        }

        private boolean isOrNames(String name) {
            return id.equals(name) || named.containsKey(name);
        }

        /// The kind of the entity of this name, which is this or named by it.
        String kindOf(String name) {
            return id.equals(name) ? kind : named.getOrDefault(name, kind);
        }

        /// Its document; empty if it was deleted meanwhile.
        Optional<StoredDocument> document(DocumentStore store) {
            return store.find(isAlert() ? Alerts.ref(id) : Bookmarks.PATH.ref(List.of(), id));
        }

        /// The entity of this name, which is this or named by it; empty if this was deleted meanwhile.
        Optional<ObjectNode> entity(DocumentStore store, ResourceId workspace, String name) {
            return document(store).flatMap(found -> id.equals(name)
                    ? Optional.of(
                            isAlert() ? Alerts.entity(workspace, found) : Bookmarks.entity(workspace, found))
                    : Entities.named(found).stream().filter(named -> named.name().equals(name)).findFirst()
                            .map(named -> named.shown(workspace)));
        }
    }

    private Stream<Source> sources(DocumentStore store) {
        return Stream.concat(store.view(alerts).stream(), store.view(bookmarks).stream());
    }

    /// All entities by their names, each with one that names it, or that it is.
    Map<String, Source> all(DocumentStore store) {
        Map<String, Source> all = new LinkedHashMap<>();
        sources(store).forEach(source -> {
            all.put(source.id(), source);
            source.named().keySet().forEach(name -> all.putIfAbsent(name, source));
        });
        return all;
    }

    /// What an entity that is an alert or a bookmark is, or the first that names it.
    Optional<Source> source(DocumentStore store, String name) {
        return sources(store).filter(source -> source.isOrNames(name)).findFirst();
    }

    /// The alerts and bookmarks that name an entity, or, of an alert or bookmark, that itself; oldest first.
    List<Source> naming(DocumentStore store, String name) {
        return sources(store).filter(source -> source.isOrNames(name))
                .sorted(Comparator.comparing(Source::from).thenComparing(Source::id)).toList();
    }
}
