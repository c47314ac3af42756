package io.holdfast.sentinel;

import io.holdfast.documents.StoredDocument;
import io.holdfast.rest.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What the conditions of automation rules can ask about an incident, or about an alert alone. Immutable.
/// Source: sentinel-api section 6.
///
/// @param incident its document; empty for an alert alone
/// @param alerts of the incident, or that alone
/// @param source what updated the incident, such as `User`
record AutomationFacts(ObjectNode incident, List<StoredDocument> alerts, String source) {

    private static final String PROPERTIES = "properties";

    /// The properties that are members of an incident.
    private static final Map<String, String> OF_INCIDENT = Map.of("IncidentTitle", "title",
            "IncidentDescription", "description", "IncidentSeverity", "severity", "IncidentStatus", "status");

    /// The properties that are members of entities: `{kind}.{member}`.
    private static final Map<String, String> OF_ENTITIES = Stream.of("""
            AccountAadTenantId=Account.aadTenantId AccountAadUserId=Account.aadUserId
            AccountName=Account.accountName AccountNTDomain=Account.ntDomain AccountPUID=Account.puid
            AccountSid=Account.sid AccountObjectGuid=Account.objectGuid AccountUPNSuffix=Account.upnSuffix
            AzureResourceResourceId=AzureResource.resourceId
            AzureResourceSubscriptionId=AzureResource.subscriptionId
            CloudApplicationAppId=CloudApplication.appId CloudApplicationAppName=CloudApplication.appName
            DNSDomainName=DnsResolution.domainName FileDirectory=File.directory FileName=File.fileName
            FileHashValue=FileHash.hashValue HostAzureID=Host.azureID HostName=Host.hostName
            HostNetBiosName=Host.netBiosName HostNTDomain=Host.ntDomain HostOSVersion=Host.osVersion
            IoTDeviceId=IoTDevice.deviceId IoTDeviceName=IoTDevice.deviceName
            IoTDeviceType=IoTDevice.deviceType IoTDeviceVendor=IoTDevice.vendor
            IoTDeviceModel=IoTDevice.model IoTDeviceOperatingSystem=IoTDevice.operatingSystem
            IPAddress=Ip.address MailboxDisplayName=Mailbox.displayName
            MailboxPrimaryAddress=Mailbox.mailboxPrimaryAddress MailboxUPN=Mailbox.upn
            MailMessageDeliveryAction=MailMessage.deliveryAction
            MailMessageDeliveryLocation=MailMessage.deliveryLocation
            MailMessageRecipient=MailMessage.recipient MailMessageSenderIP=MailMessage.senderIP
            MailMessageSubject=MailMessage.subject MailMessageP1Sender=MailMessage.p1Sender
            MailMessageP2Sender=MailMessage.p2Sender MalwareCategory=Malware.category
            MalwareName=Malware.malwareName ProcessCommandLine=Process.commandLine
            ProcessId=Process.processId RegistryKey=RegistryKey.key RegistryValueData=RegistryValue.valueData
            Url=Url.url""".split("\\s+")).map(pair -> pair.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));

    private static final List<String> OTHERS = List.of("IncidentRelatedAnalyticRuleIds", "IncidentTactics",
            "IncidentLabel", "IncidentProviderName", "IncidentUpdatedBySource", "IncidentCustomDetailsKey",
            "IncidentCustomDetailsValue", "AlertProductNames", "AlertAnalyticRuleIds");

    /// The names of all properties.
    static final List<String> NAMES = Stream
            .of(OF_INCIDENT.keySet(), OF_ENTITIES.keySet(), OTHERS).flatMap(names -> names.stream()).sorted()
            .toList();

    /// The values of a property.
    List<String> values(String property) {
        String member = OF_INCIDENT.get(property);
        if (member != null) {
            return Json.text(Json.child(incident, PROPERTIES), member).stream().toList();
        }
        String entity = OF_ENTITIES.get(property);
        if (entity != null) {
            int dot = entity.indexOf('.');
            return ofEntities(entity.substring(0, dot), entity.substring(dot + 1));
        }
        return switch (property) {
            case "IncidentRelatedAnalyticRuleIds", "AlertAnalyticRuleIds" ->
                alerts.stream().flatMap(alert -> Json.text(alert.body(), "ruleId").stream()).toList();
            case "IncidentTactics" -> ofAlerts("tactics");
            case "AlertProductNames" -> ofAlerts("productName");
            case "IncidentLabel" -> incident.path(PROPERTIES).path("labels").valueStream()
                    .map(label -> label.path("labelName").asString("")).toList();
            case "IncidentProviderName" -> List.of("Azure Sentinel", "Microsoft Sentinel");
            case "IncidentUpdatedBySource" -> List.of(source, source.replace(" ", ""));
            case "IncidentCustomDetailsKey" -> List.copyOf(customDetails().keySet());
            case "IncidentCustomDetailsValue" ->
                customDetails().values().stream().flatMap(List::stream).toList();
            default -> List.of();
        };
    }

    /// Who works on the incident, in each form.
    static List<String> owner(ObjectNode incident) {
        return incident.path(PROPERTIES).path("owner").valueStream().map(value -> value.asString(""))
                .toList();
    }

    /// The values of the alerts' custom details, by the names of these.
    Map<String, List<String>> customDetails() {
        Map<String, List<String>> details = new LinkedHashMap<>();
        for (StoredDocument alert : alerts) {
            alert.body().path("customDetails").properties()
                    .forEach(detail -> detail.getValue().valueStream().map(JsonNode::asString)
                            .forEach(
                                    details.computeIfAbsent(detail.getKey(), key -> new ArrayList<>())::add));
        }
        return details;
    }

    private List<String> ofEntities(String kind, String member) {
        return alerts.stream().flatMap(alert -> alert.body().path("entities").valueStream())
                .filter(entity -> entity.path("kind").asString("").equals(kind))
                .flatMap(entity -> Json.text(Json.child(entity, PROPERTIES), member).stream()).toList();
    }

    private List<String> ofAlerts(String member) {
        return alerts.stream().map(alert -> alert.body().path(PROPERTIES).path(member))
                .flatMap(value -> value.isArray() ? value.valueStream() : Stream.of(value))
                .filter(JsonNode::isString).map(JsonNode::stringValue).toList();
    }
}
