"""Mails and pages before programs that are not ours: mail servers, spam filters, validators, browsers."""
