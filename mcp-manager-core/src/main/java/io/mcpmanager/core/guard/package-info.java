/**
 * Authorization at the driving ports: which permission each operation needs, and ports that let nobody do what they may
 * not, and write down what is changed and what is refused.
 */
@NullMarked
package io.mcpmanager.core.guard;

import org.jspecify.annotations.NullMarked;
