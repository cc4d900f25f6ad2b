package io.mcpmanager.core.wire;

/** One header line. Names are compared without regard to case. */
public record HttpHeader(String name, String value) {}
