def gradcheck(): pass
class GradcheckReport: pass
