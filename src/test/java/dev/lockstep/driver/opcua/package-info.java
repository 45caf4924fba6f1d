/** The OPC UA driver against servers that refuse, clamp, freeze, restart and lie. */
package dev.lockstep.driver.opcua;
