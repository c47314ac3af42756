package io.holdfast.sentinel;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// `metadata`: where content comes from and what it depends on. Source: sentinel-api section 9.
final class MetadataKind extends ResourceKind {

    static final ResourcePath PATH = ResourcePath.of("/metadata/{metadata}");

    private static final int MAX = 10_000;
    private static final int MAX_TEXT = ResourceWrite.MAX_TEXT;
    private static final int MAX_LIST = 100;
    private static final int MAX_DEPENDENCIES = 64_000;
    private static final List<String> KINDS = List.of("DataConnector", "DataType", "Workbook",
            "WorkbookTemplate", "Playbook", "PlaybookTemplate", "AnalyticsRuleTemplate", "AnalyticsRule",
            "HuntingQuery", "InvestigationQuery", "Parser", "Watchlist", "WatchlistTemplate", "Solution",
            "AzureFunction", "LogicAppsCustomConnector", "AutomationRule");

    MetadataKind() {
        super(PATH, MAX, ConfigurationAudit.Extent.CHANGE);
    }

    @Override
    boolean isPatchable() {
        return true;
    }

    @Override
    List<ListMember> members() {
        return List.of(ListMember.text("properties/kind"), ListMember.text("properties/contentId"),
                ListMember.text("properties/parentId"), ListMember.text("properties/source/name"));
    }

    @Override
    ObjectNode document(ResourceWrite write) {
        ObjectNode properties = write.fields().required("parentId", MAX_TEXT).requiredChoice("kind", KINDS)
                .text("contentId", MAX_TEXT).text("version", MAX_TEXT)
                .object("source", source -> source
                        .requiredChoice("kind",
                                List.of("LocalWorkspace", "Community", "Solution", "SourceRepository"))
                        .text("name", MAX_TEXT).text("sourceId", MAX_TEXT))
                .object("author", MetadataKind::person)
                .object("support", support -> person(support
                        .requiredChoice("tier", List.of("Microsoft", "Partner", "Community"))))
                .any("dependencies", MAX_DEPENDENCIES)
                .object("categories", categories -> categories.texts("domains", MAX_LIST, MAX_TEXT)
                        .texts("verticals", MAX_LIST, MAX_TEXT))
                .texts("providers", MAX_LIST, MAX_TEXT).text("firstPublishDate", MAX_TEXT)
                .text("lastPublishDate", MAX_TEXT).text("customVersion", MAX_TEXT)
                .text("contentSchemaVersion", MAX_TEXT).text("icon", MAX_TEXT)
                .texts("threatAnalysisTactics", MAX_LIST, MAX_TEXT)
                .texts("threatAnalysisTechniques", MAX_LIST, MAX_TEXT)
                .texts("previewImages", MAX_LIST, MAX_TEXT).texts("previewImagesDark", MAX_LIST, MAX_TEXT)
                .read();
        return ResourceWrite.document(properties);
    }

    private static Fields person(Fields person) {
        return person.text("name", MAX_TEXT).text("email", MAX_TEXT).text("link", MAX_TEXT);
    }
}
