package io.holdfast.sentinel;

import io.holdfast.arm.ResourceId;
import io.holdfast.documents.DocumentRef;
import io.holdfast.documents.DocumentStore;
import io.holdfast.documents.DocumentView;
import io.holdfast.documents.StoredDocument;
import io.holdfast.rest.Json;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Which alerts and bookmarks name which entities: kept while the documents are open. Thread-safe.
final class EntityIndex implements DocumentView.Kept {

    /// The kinds of the entities that alerts and bookmarks are themselves.
    static final String ALERT = "SecurityAlert";
    static final String BOOKMARK = "Bookmark";

    static final List<ListMember> MEMBERS = List.of(ListMember.text("kind"));

    private static final String ALERTS = Alerts.ref("").collection();
    private static final DocumentView<EntityIndex> VIEW = new DocumentView<>(
            List.of(ALERTS, Bookmarks.PATH.type()), EntityIndex::new);
    private static final String PROPERTIES = "properties";

    private final Map<DocumentRef, Source> sources = new ConcurrentHashMap<>();
    // By the names of entities: what is or names them, oldest first. None of the sets is empty for long.
    private final Map<String, NavigableSet<Source>> naming = new ConcurrentHashMap<>();
    private final ListTable names = new ListTable(MEMBERS);

    private EntityIndex() {}

    /// The index of a store's entities. Cost: the first look opens all alerts and bookmarks of a workspace.
    static EntityIndex of(DocumentStore store) {
        return store.view(VIEW);
    }

    /// An alert or a bookmark.
    ///
    /// @param id of the document
    /// @param from when what it tells of began
    /// @param to when that ended
    /// @param named the kinds of the entities that it names, by their names
    record Source(String id, String kind, Instant from, Instant to, Map<String, String> named) {

        private static final Comparator<Source> OLDEST_FIRST = Comparator.comparing(Source::from)
                .thenComparing(Source::id).thenComparing(Source::kind);

        private static Source of(StoredDocument stored) {
            return stored.ref().collection().equals(ALERTS)
                    ? of(stored, ALERT, "startTimeUtc", "endTimeUtc")
                    : of(stored, BOOKMARK, "eventTime", "eventTime");
        }

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

        /// The names of the entities that it is or names.
        private Stream<String> names() {
            return Stream.concat(Stream.of(id), named.keySet().stream().filter(name -> !name.equals(id)));
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

    @Override
    public void put(StoredDocument stored) {
        Source source = Source.of(stored);
        replace(Optional.ofNullable(sources.put(stored.ref(), source)), Optional.of(source));
    }

    @Override
    public void remove(DocumentRef ref) {
        replace(Optional.ofNullable(sources.remove(ref)), Optional.empty());
    }

    private void replace(Optional<Source> former, Optional<Source> present) {
        Stream.of(former, present).flatMap(Optional::stream).flatMap(Source::names).distinct()
                .forEach(name -> {
                    naming.compute(name, (_, known) -> replaced(known, former, present, name));
                    show(name);
                });
    }

    private static @Nullable NavigableSet<Source> replaced(@Nullable NavigableSet<Source> known,
            Optional<Source> former, Optional<Source> present, String name) {
        NavigableSet<Source> all = known == null ? new ConcurrentSkipListSet<>(Source.OLDEST_FIRST) : known;
        former.ifPresent(all::remove);
        present.filter(source -> source.isOrNames(name)).ifPresent(all::add);
        return all.isEmpty() ? null : all;
    }

    private void show(String name) {
        source(name).ifPresentOrElse(
                source -> names.put(name, Json.object().put("kind", source.kindOf(name))),
                () -> names.remove(name));
    }

    /// The names of all entities, with their kinds.
    ListTable names() {
        return names;
    }

    /// What an entity that is an alert or a bookmark is, or else one that names it.
    Optional<Source> source(String name) {
        NavigableSet<Source> all = naming.getOrDefault(name, Collections.emptyNavigableSet());
        return all.stream().filter(source -> source.id().equals(name)).findFirst()
                .or(() -> all.stream().findFirst());
    }

    /// The alerts and bookmarks that name an entity, or, of an alert or bookmark, that itself; oldest first.
    List<Source> naming(String name) {
        return List.copyOf(naming.getOrDefault(name, Collections.emptyNavigableSet()));
    }
}
