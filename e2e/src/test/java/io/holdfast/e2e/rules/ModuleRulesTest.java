package io.holdfast.e2e.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Which module may know which, and what only some may call.
class ModuleRulesTest {

    /// A module may use those before it only.
    private static final List<String> ORDER = List.of("os", "crypto", "records", "rest", "arm", "identity",
            "keyvault",
            "keyring", "remotevault", "logstore", "documents", "sealedingest", "syslog", "kqlgrammar", "kql",
            "query",
            "detection",
            "kqlcheck",
            "externaldata",
            "loganalytics",
            "sentinel",
            "scanner",
            "client", "ingest", "rulefiles", "cmk", "server", "cli");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("io.holdfast");

    @Test
    void arrowsPointTowardsEarlierModulesOnly() {
        classes().that(belongToAModule()).should(dependOnEarlierModulesOnly()).check(CLASSES);
    }

    @Test
    void noModuleUsesTheInternalsOfAnother() {
        classes().that(belongToAModule()).should(notUseForeignInternals()).check(CLASSES);
    }

    @Test
    void onlyCryptoCallsCiphersSignaturesAndHashes() {
        noClasses().that().resideOutsideOfPackage("io.holdfast.crypto..")
                .should(dependOnClassesThat(
                        resideInAPackage("javax.crypto..").or(assignableTo(Signature.class))
                                .or(assignableTo(KeyFactory.class)).or(assignableTo(KeyPairGenerator.class))
                                .or(assignableTo(MessageDigest.class))))
                .because("ciphers have one home").check(CLASSES);
    }

    @Test
    void theWallClockIsReadInTheCompositionRootOnly() {
        noClasses().that().resideOutsideOfPackages("io.holdfast.server..", "io.holdfast.cli..")
                .should().callMethod(System.class, "currentTimeMillis")
                .orShould().callMethod(Instant.class, "now")
                .orShould().callMethod(Clock.class, "systemUTC")
                .because("clocks are constructor parameters").check(CLASSES);
    }

    @Test
    void nothingSleeps() {
        noClasses().that().resideOutsideOfPackage("io.holdfast.cli..")
                .should().callMethod(Thread.class, "sleep", long.class)
                .orShould().callMethod(Thread.class, "sleep", Duration.class)
                .because("waiting is for an event or a scheduler").check(CLASSES);
    }

    @Test
    void lowerModulesKnowNoWebServerAndNoEngineButTheirOwn() {
        noClasses().that().resideOutsideOfPackage("io.holdfast.server..").should()
                .dependOnClassesThat().resideInAPackage("io.helidon..").check(CLASSES);
        noClasses().that().resideOutsideOfPackages("io.holdfast.logstore..").should()
                .dependOnClassesThat().resideInAPackage("org.apache.iceberg..").check(CLASSES);
        noClasses().that().resideOutsideOfPackages("io.holdfast.remotevault..").should()
                .dependOnClassesThat().resideInAPackage("com.azure.security.keyvault..").check(CLASSES);
    }

    @Test
    void theProductUsesNothingOfTheTestKit() {
        noClasses().that(belongToAModule()).should().dependOnClassesThat()
                .resideInAPackage("io.holdfast.testkit..").check(CLASSES);
    }

    private static DescribedPredicate<JavaClass> belongToAModule() {
        return describe("belong to a module", type -> ORDER.contains(module(type)));
    }

    private static ArchCondition<JavaClass> dependOnEarlierModulesOnly() {
        return condition("depend on earlier modules only",
                (from, to) -> ORDER.indexOf(module(to)) <= ORDER.indexOf(module(from)));
    }

    private static ArchCondition<JavaClass> notUseForeignInternals() {
        return condition("not use another module's internals", (from, to) -> module(to).equals(module(from))
                || !to.getPackageName().contains(".internal"));
    }

    private static ArchCondition<JavaClass> condition(String text, Allowed allowed) {
        return new ArchCondition<>(text) {
            @Override
            public void check(JavaClass from, ConditionEvents events) {
                from.getDirectDependenciesFromSelf().stream()
                        .filter(dependency -> ORDER.contains(module(dependency.getTargetClass())))
                        .filter(dependency -> !allowed.test(from, dependency.getTargetClass()))
                        .forEach(dependency -> events
                                .add(SimpleConditionEvent.violated(from, dependency.getDescription())));
            }
        };
    }

    private static String module(JavaClass type) {
        String[] parts = type.getPackageName().split("\\.", -1);
        return parts.length > 2 && parts[1].equals("holdfast") ? parts[2] : "";
    }

    @FunctionalInterface
    private interface Allowed {
        boolean test(JavaClass from, JavaClass to);
    }
}
