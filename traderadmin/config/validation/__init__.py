"""Validation: every problem at the field it belongs to, in sentences that quote no secret."""

from traderadmin.config.validation.problems import Fix, Problem, ProblemKind, Severity
from traderadmin.config.validation.validator import Validator, validator_of

__all__ = ["Fix", "Problem", "ProblemKind", "Severity", "Validator", "validator_of"]
