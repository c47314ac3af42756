package io.holdfast.identity;

import io.holdfast.records.RecordTransaction;
import io.holdfast.rest.Json;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The certificates of applications, in their principals' records: `"certificates":[{"id","name","der"}]`, DER in
/// base64. Thread-safe.
///
/// @param principals whose records they are in
public record Certificates(Principals principals) {

    /// The most certificates that an application may have.
    public static final int MAX_CERTIFICATES = 10;

    private static final String MEMBER = "certificates";

    /// Lets an application sign in with a certificate.
    ///
    /// @param bytes DER or PEM
    /// @throws IllegalArgumentException if it is no certificate of an RSA key, if the application has it already or
    ///         has [#MAX_CERTIFICATES], or if there is no such application
    public RegisteredCertificate add(RecordTransaction transaction, String objectId, String displayName,
            byte[] bytes) {
        X509Certificate certificate = RegisteredCertificate.parse(bytes);
        RegisteredCertificate added = new RegisteredCertificate(principals.freshId(), displayName,
                certificate);
        principals.change(transaction, objectId, record -> {
            List<RegisteredCertificate> existing = of(record);
            if (existing.size() >= MAX_CERTIFICATES) {
                throw new IllegalArgumentException("The application " + objectId + " has " + MAX_CERTIFICATES
                        + " certificates; remove one before another is added");
            }
            if (existing.stream().anyMatch(held -> held.certificate().equals(certificate))) {
                throw new IllegalArgumentException("The application " + objectId + " has this certificate");
            }
            record.withArray(MEMBER).addObject().put("id", added.id()).put("name", displayName).put("der",
                    Base64.getEncoder().encodeToString(added.encoded()));
            return added;
        });
        return added;
    }

    /// Removes a certificate; tokens that were issued for it stay valid until they expire. Answers whether there was
    /// one.
    ///
    /// @throws IllegalArgumentException if there is no such application
    public boolean remove(RecordTransaction transaction, String objectId, String certificateId) {
        return principals.change(transaction, objectId, record -> {
            int before = record.path(MEMBER).size();
            return record.withArray(MEMBER)
                    .removeIf(held -> held.path("id").asString().equalsIgnoreCase(certificateId))
                    .size() < before;
        });
    }

    /// The certificates of a principal.
    public List<RegisteredCertificate> of(Principal principal) {
        return principals.stored(principal).map(Certificates::of).orElse(List.of());
    }

    private static List<RegisteredCertificate> of(ObjectNode record) {
        return StreamSupport.stream(record.path(MEMBER).spliterator(), false).map(Certificates::decoded)
                .toList();
    }

    private static RegisteredCertificate decoded(JsonNode held) {
        return new RegisteredCertificate(held.path("id").asString(), held.path("name").asString(),
                RegisteredCertificate.parse(Base64.getDecoder().decode(held.path("der").asString())));
    }

    /// As the directory answers it; the certificate itself only on request.
    static ObjectNode json(RegisteredCertificate certificate) {
        return Json.object().put("keyId", certificate.id()).put("displayName", certificate.displayName())
                .put("type", "AsymmetricX509Cert").put("usage", "Verify")
                .put("customKeyIdentifier",
                        Base64.getEncoder().encodeToString(certificate.thumbprint()))
                .put("startDateTime", certificate.notBefore().toString())
                .put("endDateTime", certificate.notAfter().toString());
    }
}
