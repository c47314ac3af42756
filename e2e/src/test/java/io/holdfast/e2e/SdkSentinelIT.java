package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.management.exception.ManagementException;
import com.azure.core.util.Context;
import com.azure.resourcemanager.securityinsights.SecurityInsightsManager;
import com.azure.resourcemanager.securityinsights.fluent.models.RelationInner;
import com.azure.resourcemanager.securityinsights.models.ActionResponse;
import com.azure.resourcemanager.securityinsights.models.AlertRule;
import com.azure.resourcemanager.securityinsights.models.AlertRuleTemplate;
import com.azure.resourcemanager.securityinsights.models.AlertSeverity;
import com.azure.resourcemanager.securityinsights.models.AutomationRule;
import com.azure.resourcemanager.securityinsights.models.AutomationRuleModifyPropertiesAction;
import com.azure.resourcemanager.securityinsights.models.AutomationRuleTriggeringLogic;
import com.azure.resourcemanager.securityinsights.models.Bookmark;
import com.azure.resourcemanager.securityinsights.models.BookmarkEntityMappings;
import com.azure.resourcemanager.securityinsights.models.BookmarkExpandParameters;
import com.azure.resourcemanager.securityinsights.models.BookmarkExpandResponse;
import com.azure.resourcemanager.securityinsights.models.BookmarkTimelineItem;
import com.azure.resourcemanager.securityinsights.models.DataConnector;
import com.azure.resourcemanager.securityinsights.models.DataTypeState;
import com.azure.resourcemanager.securityinsights.models.Entity;
import com.azure.resourcemanager.securityinsights.models.EntityFieldMapping;
import com.azure.resourcemanager.securityinsights.models.EntityGetInsightsParameters;
import com.azure.resourcemanager.securityinsights.models.EntityItemQueryKind;
import com.azure.resourcemanager.securityinsights.models.EntityTimelineParameters;
import com.azure.resourcemanager.securityinsights.models.EyesOn;
import com.azure.resourcemanager.securityinsights.models.Incident;
import com.azure.resourcemanager.securityinsights.models.IncidentComment;
import com.azure.resourcemanager.securityinsights.models.IncidentPropertiesAction;
import com.azure.resourcemanager.securityinsights.models.IncidentSeverity;
import com.azure.resourcemanager.securityinsights.models.IncidentStatus;
import com.azure.resourcemanager.securityinsights.models.IpEntity;
import com.azure.resourcemanager.securityinsights.models.Kind;
import com.azure.resourcemanager.securityinsights.models.ManualTriggerRequestBody;
import com.azure.resourcemanager.securityinsights.models.MetadataModel;
import com.azure.resourcemanager.securityinsights.models.OfficeDataConnector;
import com.azure.resourcemanager.securityinsights.models.OfficeDataConnectorDataTypes;
import com.azure.resourcemanager.securityinsights.models.OfficeDataConnectorDataTypesExchange;
import com.azure.resourcemanager.securityinsights.models.OfficeDataConnectorDataTypesSharePoint;
import com.azure.resourcemanager.securityinsights.models.OfficeDataConnectorDataTypesTeams;
import com.azure.resourcemanager.securityinsights.models.Relation;
import com.azure.resourcemanager.securityinsights.models.ScheduledAlertRule;
import com.azure.resourcemanager.securityinsights.models.Settings;
import com.azure.resourcemanager.securityinsights.models.ThreatIntelligenceAppendTags;
import com.azure.resourcemanager.securityinsights.models.ThreatIntelligenceFilteringCriteria;
import com.azure.resourcemanager.securityinsights.models.ThreatIntelligenceIndicatorModel;
import com.azure.resourcemanager.securityinsights.models.ThreatIntelligenceInformation;
import com.azure.resourcemanager.securityinsights.models.TriggerOperator;
import com.azure.resourcemanager.securityinsights.models.TriggersOn;
import com.azure.resourcemanager.securityinsights.models.TriggersWhen;
import com.azure.resourcemanager.securityinsights.models.Watchlist;
import com.azure.resourcemanager.securityinsights.models.WatchlistItem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/// The operation groups of Sentinel through the management SDK for Java, unmodified.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SdkSentinelIT {

    private static final String AT = "sdk-sentinel";
    private static final String PLAYBOOK = "/subscriptions/s/providers/Microsoft.Logic/workflows/w";

    private TestServer server;
    private SecurityInsightsManager sentinel;
    private CmkEnvironment azure;

    @BeforeAll
    void start(@TempDir Path data, @TempDir Path files) throws IOException {
        server = TestServer.start(data, new TestServer.Options(List.of(),
                List.of("--playbooks", playbooks(files).toString())));
        AzureSdk sdk = new AzureSdk(server);
        sentinel = sdk.sentinel();
        azure = new CmkEnvironment(server.arm(), server.credentials(), AT);
        azure.createGroup();
        sdk.logs().workspaces().define(AT).withRegion("westeurope").withExistingResourceGroup(AT).create();
        sentinel.sentinelOnboardingStates().define("default").withExistingWorkspace(AT, AT).create();
    }

    /// A file that names one playbook, whose webhook nobody answers.
    private static Path playbooks(Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "0123456789abcdef0123456789abcdef");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        return Files.writeString(folder.resolve("playbooks.json"), """
                {"v":1,"allowLoopbackHttp":true,"playbooks":[{"logicAppResourceId":"%s",
                 "url":"http://127.0.0.1:1/","secretFile":"secret"}]}""".formatted(PLAYBOOK));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private Incident incident(String name, String title) {
        return sentinel.incidents().define(name).withExistingWorkspace(AT, AT).withTitle(title)
                .withSeverity(IncidentSeverity.HIGH).withStatus(IncidentStatus.NEW).create();
    }

    private Bookmark bookmark(String name) {
        return sentinel.bookmarks().define(name).withExistingWorkspace(AT, AT).withDisplayName("Odd")
                .withQuery("SecurityEvent").withLabels(List.of("seen")).create();
    }

    @Test
    void incidentsAreFilteredCommentedAndRelated() {
        Incident incident = incident("filtered", "Quince found");
        incident("other", "Another");
        IncidentComment comment = sentinel.incidentComments().define("c1")
                .withExistingIncident(AT, AT, "filtered").withMessage("checked").create();
        Bookmark bookmark = bookmark("b1");
        Relation relation = sentinel.incidentRelations().createOrUpdate(AT, AT, "filtered", "r1",
                new RelationInner().withRelatedResourceId(bookmark.id()));

        assertThat(sentinel.incidents()
                .list(AT, AT, "contains(properties/title,'quince') and properties/severity eq 'High'",
                        "properties/createdTimeUtc desc", 1, null, Context.NONE)
                .stream().map(Incident::name)).containsExactly(incident.name());
        assertThat(sentinel.incidentComments().list(AT, AT, "filtered").stream()
                .map(IncidentComment::message)).containsExactly("checked");
        assertThat(comment.author().objectId()).isNotNull();
        assertThat(relation.relatedResourceName()).isEqualTo("b1");
        assertThat(sentinel.incidentRelations().list(AT, AT, "filtered").stream().map(Relation::name))
                .containsExactly("r1");
        assertThat(sentinel.incidents().listBookmarks(AT, AT, "filtered").value()).hasSize(1);
        assertThat(sentinel.incidents().listAlerts(AT, AT, "filtered").value()).isEmpty();
        assertThat(sentinel.incidents().listEntities(AT, AT, "filtered").entities()).isEmpty();
        assertThat(incident.refresh().additionalData().bookmarksCount()).isEqualTo(1);
        assertThat(incident.refresh().additionalData().commentsCount()).isEqualTo(1);
        sentinel.incidentRelations().delete(AT, AT, "filtered", "r1");
        sentinel.incidentComments().delete(AT, AT, "filtered", "c1");
        assertThat(incident.refresh().additionalData().commentsCount()).isZero();
    }

    @Test
    void bookmarksAreKeptAndRelated() {
        incident("marked", "Marked");
        Bookmark bookmark = bookmark("b2");
        Bookmark changed = bookmark.update().withNotes("look").apply();
        sentinel.bookmarkRelations().define("r1").withExistingBookmark(AT, AT, "b2")
                .withRelatedResourceId(azure.sentinel() + "/incidents/marked").create();

        assertThat(changed.notes()).isEqualTo("look");
        assertThat(sentinel.bookmarks().list(AT, AT).stream().map(Bookmark::name)).contains("b2");
        assertThat(sentinel.bookmarks().get(AT, AT, "b2").incidentInfo().title()).isEqualTo("Marked");
        assertThat(sentinel.bookmarkRelations().list(AT, AT, "b2").stream()).hasSize(1);
        sentinel.bookmarks().delete(AT, AT, "b2");
        assertThatThrownBy(() -> sentinel.bookmarks().get(AT, AT, "b2"))
                .isInstanceOf(ManagementException.class).hasMessageContaining("404");
    }

    @Test
    void entitiesAreReadRelatedAndExpanded() {
        Bookmark bookmark = bookmark("b3").update().withEntityMappings(List.of(new BookmarkEntityMappings()
                .withEntityType("IP").withFieldMappings(List.of(new EntityFieldMapping()
                        .withIdentifier("Address").withValue("10.0.0.9")))))
                .apply();
        BookmarkExpandResponse named = sentinel.bookmarkOperations().expand(AT, AT, "b3",
                new BookmarkExpandParameters().withExpansionId(UUID.randomUUID()));
        String address = named.value().entities().getFirst().name();

        assertThat(sentinel.entities().list(AT, AT).stream().map(Entity::name)).contains("b3", address);
        assertThat(((IpEntity) sentinel.entities().get(AT, AT, address).innerModel()).address())
                .isEqualTo("10.0.0.9");
        assertThat(sentinel.entitiesRelations().list(AT, AT, address).stream()
                .map(Relation::relatedResourceId)).containsExactly(bookmark.id());
        assertThat(sentinel.entityRelations().getRelation(AT, AT, address, "b3").relatedResourceKind())
                .isEqualTo("Bookmark");
        assertThat(sentinel.entities().queries(AT, AT, address, EntityItemQueryKind.INSIGHT).value())
                .isEmpty();
        OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
        assertThat(sentinel.entities().getInsights(AT, AT, address, new EntityGetInsightsParameters()
                .withStartTime(now.minusDays(1)).withEndTime(now)).metadata().totalCount()).isZero();
        assertThat(((BookmarkTimelineItem) sentinel.entitiesGetTimelines().list(AT, AT, address,
                new EntityTimelineParameters().withStartTime(now.minusDays(1)).withEndTime(now)).value()
                .getFirst()).displayName()).isEqualTo("Odd");
        sentinel.bookmarks().delete(AT, AT, "b3");
        assertThatThrownBy(() -> sentinel.entities().get(AT, AT, address))
                .isInstanceOf(ManagementException.class).hasMessageContaining("404");
    }

    @Test
    void whatIsNotOfferedIsRefused() {
        List<Executable> refusedByName = List.of(
                () -> sentinel.entityQueries().list(AT, AT).stream().toList(),
                () -> sentinel.entityQueryTemplates().list(AT, AT).stream().toList(),
                () -> sentinel.fileImports().list(AT, AT).stream().toList(),
                () -> sentinel.sourceControlsOperations().list(AT, AT).stream().toList());
        List<Executable> unknown = List.of(() -> sentinel.officeConsents().list(AT, AT).stream().toList(),
                () -> sentinel.securityMLAnalyticsSettings().list(AT, AT).stream().toList(),
                () -> sentinel.ipGeodatas().get(AT, "10.0.0.1"),
                () -> sentinel.domainWhois().get(AT, "example.com"));

        assertThat(refusedByName).allSatisfy(call -> assertThatThrownBy(call::execute)
                .isInstanceOf(ManagementException.class).hasMessageContaining("FeatureNotOffered"));
        assertThat(unknown).allSatisfy(call -> assertThatThrownBy(call::execute)
                .isInstanceOf(ManagementException.class).hasMessageContaining("404"));
    }

    @Test
    void rulesAreMadeWithActionsAndFromTemplates() {
        ScheduledAlertRule wanted = new ScheduledAlertRule().withDisplayName("Cleared").withEnabled(true)
                .withSeverity(AlertSeverity.MEDIUM).withQuery("SecurityEvent | where EventID == 1102")
                .withQueryFrequency(Duration.ofMinutes(10)).withQueryPeriod(Duration.ofHours(1))
                .withTriggerOperator(TriggerOperator.GREATER_THAN).withTriggerThreshold(0)
                .withSuppressionEnabled(false).withSuppressionDuration(Duration.ofHours(5));
        AlertRule made = sentinel.alertRules().createOrUpdate(AT, AT, "r1", wanted);
        ActionResponse action = sentinel.actions().define("a1").withExistingAlertRule(AT, AT, "r1")
                .withLogicAppResourceId("/workflows/w1").withTriggerUri("https://example.org/run").create();

        assertThat(made.name()).isEqualTo("r1");
        assertThat(sentinel.alertRules().list(AT, AT).stream().map(AlertRule::name))
                .containsExactlyInAnyOrder("BuiltInFusion", "r1");
        assertThat(action.workflowId()).isEqualTo("w1");
        assertThat(sentinel.actions().listByAlertRule(AT, AT, "r1").stream()).hasSize(1);
        assertThat(sentinel.alertRuleTemplates().list(AT, AT).stream().map(AlertRuleTemplate::name))
                .hasSize(7);
        assertThatThrownBy(() -> sentinel.alertRules().createOrUpdate(AT, AT, "r2",
                wanted.withQuery("SecurityEvent | where Nothing == 1")))
                .isInstanceOf(ManagementException.class).hasMessageContaining("line 1, column 23");
        sentinel.alertRules().delete(AT, AT, "r1");
        assertThat(sentinel.alertRules().list(AT, AT).stream().map(AlertRule::name))
                .containsExactly("BuiltInFusion");
    }

    @Test
    void automationRulesAreKeptAndRun() {
        AutomationRule made = sentinel.automationRules().define("a1").withExistingWorkspace(AT, AT)
                .withDisplayName("Close").withOrder(1)
                .withTriggeringLogic(new AutomationRuleTriggeringLogic().withIsEnabled(true)
                        .withTriggersOn(TriggersOn.INCIDENTS).withTriggersWhen(TriggersWhen.CREATED))
                .withActions(List.of(new AutomationRuleModifyPropertiesAction().withOrder(1)
                        .withActionConfiguration(
                                new IncidentPropertiesAction().withStatus(IncidentStatus.ACTIVE))))
                .create();

        assertThat(made.createdBy().objectId()).isNotNull();
        assertThat(sentinel.automationRules().list(AT, AT).stream().map(AutomationRule::displayName))
                .containsExactly("Close");
        assertThat(incident("automated", "New").status()).isEqualTo(IncidentStatus.ACTIVE);
        sentinel.automationRules().delete(AT, AT, "a1");
        assertThat(sentinel.automationRules().list(AT, AT).stream()).isEmpty();
    }

    @Test
    void aPlaybookIsRunOnAnIncident() {
        incident("played", "Played");
        assertThat(sentinel.incidents().runPlaybookWithResponse(AT, AT, "played",
                new ManualTriggerRequestBody().withLogicAppsResourceId(PLAYBOOK), Context.NONE)
                .getStatusCode()).isEqualTo(204);
        assertThatThrownBy(() -> sentinel.incidents().runPlaybookWithResponse(AT, AT, "played",
                new ManualTriggerRequestBody().withLogicAppsResourceId(PLAYBOOK + "2"), Context.NONE))
                .isInstanceOf(ManagementException.class).hasMessageContaining("PlaybookNotConfigured");
    }

    @Test
    void dataConnectorsAreKept() {
        sentinel.dataConnectors().createOrUpdate(AT, AT, "d1", new OfficeDataConnector()
                .withTenantId("11111111-1111-1111-1111-111111111111")
                .withDataTypes(new OfficeDataConnectorDataTypes()
                        .withExchange(
                                new OfficeDataConnectorDataTypesExchange().withState(DataTypeState.ENABLED))
                        .withSharePoint(new OfficeDataConnectorDataTypesSharePoint()
                                .withState(DataTypeState.DISABLED))
                        .withTeams(
                                new OfficeDataConnectorDataTypesTeams().withState(DataTypeState.DISABLED))));

        assertThat(
                ((OfficeDataConnector) sentinel.dataConnectors().get(AT, AT, "d1").innerModel()).dataTypes()
                        .exchange().state())
                .isEqualTo(DataTypeState.ENABLED);
        assertThat(sentinel.dataConnectors().list(AT, AT).stream().map(DataConnector::name))
                .containsExactly("d1");
        sentinel.dataConnectors().delete(AT, AT, "d1");
        assertThat(sentinel.dataConnectors().list(AT, AT).stream()).isEmpty();
    }

    @Test
    void watchlistsAreUploadedAndChanged() {
        Watchlist made = sentinel.watchlists().define("vip").withExistingWorkspace(AT, AT)
                .withDisplayName("VIP").withProvider("Contoso").withItemsSearchKey("user")
                .withContentType("text/csv").withNumberOfLinesToSkip(0)
                .withRawContent("user,dept\nann,hr\nbob,it\n").create();
        WatchlistItem item = sentinel.watchlistItems().define("11111111-1111-1111-1111-111111111111")
                .withExistingWatchlist(AT, AT, "vip")
                .withItemsKeyValue(Map.of("user", "carl", "dept", "ops")).create();

        assertThat(made.watchlistAlias()).isEqualTo("vip");
        assertThat(made.uploadStatus()).isEqualTo("Complete");
        assertThat(item.watchlistItemId()).isEqualTo(item.name());
        assertThat(sentinel.watchlistItems().list(AT, AT, "vip").stream()).hasSize(3);
        sentinel.watchlistItems().delete(AT, AT, "vip", item.name());
        assertThat(sentinel.watchlistItems().list(AT, AT, "vip").stream()).hasSize(2);
        sentinel.watchlists().delete(AT, AT, "vip");
        assertThat(sentinel.watchlists().list(AT, AT).stream()).isEmpty();
    }

    @Test
    void metadataAndSettingsAreKept() {
        MetadataModel made = sentinel.metadatas().define("m1").withExistingWorkspace(AT, AT)
                .withParentId("/rules/r1").withKind(Kind.ANALYTICS_RULE).withVersion("1").create();
        Settings setting = sentinel.productSettings().update(AT, AT, "EyesOn", new EyesOn());

        assertThat(made.update().withVersion("2").apply().version()).isEqualTo("2");
        assertThat(sentinel.metadatas().list(AT, AT).stream().map(MetadataModel::kind))
                .containsExactly(Kind.ANALYTICS_RULE);
        assertThat(setting.name()).isEqualTo("EyesOn");
        assertThat(sentinel.productSettings().list(AT, AT).value()).hasSize(1);
        sentinel.productSettings().delete(AT, AT, "EyesOn");
        sentinel.metadatas().delete(AT, AT, "m1");
    }

    @Test
    void indicatorsAreMadeTaggedFoundAndCounted() {
        ThreatIntelligenceIndicatorModel wanted = new ThreatIntelligenceIndicatorModel().withSource("feed")
                .withDisplayName("bad").withPatternType("ipv4-addr")
                .withPattern("[ipv4-addr:value = '10.0.0.7']").withThreatTypes(List.of("botnet"))
                .withConfidence(70);
        String name = sentinel.threatIntelligenceIndicators().createIndicator(AT, AT, wanted).name();
        sentinel.threatIntelligenceIndicators().appendTags(AT, AT, name,
                new ThreatIntelligenceAppendTags().withThreatIntelligenceTags(List.of("tag")));

        assertThat(sentinel.threatIntelligenceIndicators().queryIndicators(AT, AT,
                new ThreatIntelligenceFilteringCriteria().withMinConfidence(60)).stream()
                .map(ThreatIntelligenceInformation::name)).containsExactly(name);
        assertThat(sentinel.threatIntelligenceIndicatorsOperations().list(AT, AT).stream()).hasSize(1);
        assertThat(sentinel.threatIntelligenceIndicatorMetrics().list(AT, AT).value()).hasSize(1);
        assertThat(sentinel.threatIntelligenceIndicators().replaceTags(AT, AT, name,
                wanted.withThreatIntelligenceTags(List.of("new"))).name()).isEqualTo(name);
        sentinel.threatIntelligenceIndicators().delete(AT, AT, name);
        assertThat(sentinel.threatIntelligenceIndicatorsOperations().list(AT, AT).stream()).isEmpty();
    }
}
