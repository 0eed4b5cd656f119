/** The official conformance suites, against the product's own lanes with the suites' fixtures. */
@NullMarked
package dev.kasava.keys.mcp.conformance;

import org.jspecify.annotations.NullMarked;
