/** The embeddable manager. What is not exported may change at any time. */
module io.mcpmanager.core {
  requires transitive io.mcpmanager.api;
  requires com.eatthepath.otp;
  requires com.fasterxml.jackson.core;
  requires com.fasterxml.jackson.databind;
  requires com.fasterxml.jackson.dataformat.toml;
  requires com.networknt.schema;
  requires com.nimbusds.jose.jwt;
  requires jakarta.inject;
  requires java.management;
  requires java.net.http;
  requires jdk.management;
  requires org.jspecify;
  requires org.slf4j;

  exports io.mcpmanager;
}
