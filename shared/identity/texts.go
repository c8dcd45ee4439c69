package identity

import "github.com/aio-creative-hub/aio/shared/mail"

// What is written to people: short, plain, and with nothing about them. The id of a mail
// is that of the event it is due by, so that it is sent once.

func verifyMail(eventID, to, token string) mail.Message {
	return mail.Message{ID: "verify#" + eventID, To: to, Subject: "Confirm your e-mail address",
		Text: "An account was made with this address. To confirm that it is yours, enter this code:\n\n" + token +
			"\n\nIt is good for 24 hours. If you made no account, ignore this mail.\n"}
}

func resetMail(eventID, to, token string) mail.Message {
	return mail.Message{ID: "reset#" + eventID, To: to, Subject: "Choose a new password",
		Text: "Somebody, hopefully you, asked for a new password for your account. To choose one, enter this code:\n\n" + token +
			"\n\nIt is good for 30 minutes and for one use. If it was not you, ignore this mail: your password stays.\n"}
}

func moveMail(eventID, to, token string) mail.Message {
	return mail.Message{ID: "move#" + eventID, To: to, Subject: "Confirm your new e-mail address",
		Text: "An account is to be moved to this address. To confirm that it is yours, enter this code:\n\n" + token +
			"\n\nIt is good for 24 hours. If you did not ask for this, ignore this mail.\n"}
}

func takenMail(eventID, to string) mail.Message {
	return mail.Message{ID: "move#" + eventID, To: to, Subject: "You have an account with this address",
		Text: "Somebody asked to move an account to this address, but there is an account with it already, so nothing was changed.\n" +
			"If it was you, sign in with this address, or choose another one for the other account.\n"}
}

func movingMail(eventID, to string) mail.Message {
	return mail.Message{ID: "moving#" + eventID, To: to, Subject: "Your account is to get another e-mail address",
		Text: "Somebody who knows your password asked to move your account to another address. It moves when that address is confirmed.\n" +
			"If it was not you, change your password now and sign out everywhere.\n"}
}

func inviteMail(id, to, from string) mail.Message {
	return mail.Message{ID: "invite#" + id, To: to, Subject: "Something was shared with you",
		Text: from + " shared a document with you. Sign in with this address to find it among what is shared with you.\n" +
			"If you have no account yet, make one with this address and confirm the address.\n\nIf you do not know who this is, ignore this mail.\n"}
}

func changedMail(eventID, to string) mail.Message {
	return mail.Message{ID: "changed#" + eventID, To: to, Subject: "Your password was changed",
		Text: "The password of your account was changed, and other devices were signed out.\n" +
			"If it was not you, ask for a new password now.\n"}
}
