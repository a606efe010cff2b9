/* The table of all rules, in order: a row here and a function um_rule_NAME() in the rule-*.c of its
 * family make a rule. Included several times, with X defined by the includer; hence no guard.
 *
 * X (function, id in `--json`, where it applies, evidence per phone) */

/* proofs and vendor marks */
X (fortinet_trace, "fortinet-trace", UM_RULE_ANYWHERE, 8)
X (received_is_own_address, "received-is-own-address", UM_RULE_ON_LAN, 4)
X (via_came_back_private, "via-came-back-private", UM_RULE_ON_LAN, 4)

/* the article's rule, seen from beyond the router */
X (public_contact, "public-contact", UM_RULE_BEYOND, 24)
X (other_public_contact, "other-public-contact", UM_RULE_BEYOND, 4)
X (public_sdp, "public-sdp", UM_RULE_BEYOND, 24)
X (inner_address, "inner-address", UM_RULE_BEYOND, 8)
X (edited_dialog, "edited-dialog", UM_RULE_BEYOND, 8)
X (port_bound, "port-bound", UM_RULE_BEYOND, 2)
X (allocated_port, "allocated-port", UM_RULE_BEYOND, 4)
X (shared_contact, "shared-contact", UM_RULE_BEYOND, 4)
X (media_port, "media-port", UM_RULE_BEYOND, 4)
X (digest_uri, "digest-uri", UM_RULE_ANYWHERE, 4)
X (private_leftover, "private-leftover", UM_RULE_BEYOND, 4)
X (ice_mismatch, "ice-mismatch", UM_RULE_BEYOND, 8)
X (sibling_untouched, "sibling-untouched", UM_RULE_BEYOND, 4)
X (second_via, "second-via", UM_RULE_BEYOND, 4)
X (unplaced_public, "unplaced-public", UM_RULE_ANYWHERE, 4)

/* damage */
X (content_length, "content-length", UM_RULE_ANYWHERE, 8)

/* what only the phone's side shows */
X (router_as_contact, "router-as-contact", UM_RULE_ON_LAN, 4)
X (via_port_appeared, "via-port-appeared", UM_RULE_ON_LAN, 4)
X (rport_removed, "rport-removed", UM_RULE_ON_LAN, 4)
X (rport_without_received, "rport-without-received", UM_RULE_ON_LAN, 4)
X (received_missing, "received-missing", UM_RULE_ON_LAN, 4)
X (self_written, "self-written", UM_RULE_ON_LAN, 8)

/* what clears */
X (untouched_contact, "untouched-contact", UM_RULE_BEYOND, 8)
X (untouched_sdp, "untouched-sdp", UM_RULE_BEYOND, 8)
X (explained_contact, "explained-contact", UM_RULE_BEYOND, 8)
X (explained_sdp, "explained-sdp", UM_RULE_BEYOND, 8)
X (server_saw_private, "server-saw-private", UM_RULE_ON_LAN, 3)
X (no_translation, "no-translation", UM_RULE_ANYWHERE, 4)
