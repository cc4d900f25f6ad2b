package io.mcpmanager.core.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.diagnostics.DiagnosticsReport;
import io.mcpmanager.api.diagnostics.Finding;

/** What diagnostics found, as JSON. */
public final class DiagnosticsJson {

  /** The whole report. */
  public static ObjectNode report(DiagnosticsReport report) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("time", report.time().toString());
    json.put("took", report.took().toString());
    json.put("status", report.worst().text());
    ArrayNode findings = json.putArray("findings");
    report.findings().forEach(finding -> findings.add(finding(finding)));
    return json;
  }

  private static ObjectNode finding(Finding finding) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", finding.id())
        .put("subject", finding.subject())
        .put("status", finding.status().text())
        .put("found", finding.found())
        .put("remedy", finding.remedy());
  }

  private DiagnosticsJson() {}
}
